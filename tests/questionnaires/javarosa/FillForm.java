import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.core.model.instance.InstanceInitializationFactory;

/**
 * Fills a form with JavaRosa as ODK Collect does. Standard input: lines "path=value", answered in that order.
 * Standard output: at every "--", every relevant value of the one record as it stands, then "--".
 */
public class FillForm {
    public static void main(String[] arguments) throws Exception {
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        FormDef form = load(arguments[0]);
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.equals("--")) {
                walk(form);
                print(form.getMainInstance().getRoot(), "");
                System.out.println("--");
            } else {
                int equals = line.indexOf('=');
                answer(form, reference(line.substring(0, equals)), line.substring(equals + 1));
            }
        }
    }

    static FormDef load(String file) throws Exception {
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(file));
        form.initialize(true, new InstanceInitializationFactory());
        return form;
    }

    /** Steps through the form, which makes the repeat instances that a count asks for. */
    static void walk(FormDef form) {
        FormEntryController controller = new FormEntryController(new FormEntryModel(form));
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        while (controller.stepToNextEvent() != FormEntryController.EVENT_END_OF_FORM) {
        }
    }

    static TreeReference reference(String path) {
        TreeReference reference = TreeReference.rootRef();
        for (String step : path.substring(1).split("/")) {
            int bracket = step.indexOf('[');
            int place = bracket < 0 ? 0 : Integer.parseInt(step.substring(bracket + 1, step.indexOf(']'))) - 1;
            reference.add(bracket < 0 ? step : step.substring(0, bracket), place);
        }
        return reference;
    }

    static void answer(FormDef form, TreeReference reference, String text) {
        if (form.getMainInstance().resolveReference(reference) == null) {
            walk(form);
        }
        TreeElement node = form.getMainInstance().resolveReference(reference);
        form.setValue(value(node.getDataType(), text), reference, true);
    }

    static IAnswerData value(int type, String text) {
        switch (type) {
            case Constants.DATATYPE_INTEGER:
                return new IntegerData(Integer.parseInt(text));
            case Constants.DATATYPE_DECIMAL:
                return new DecimalData(Double.parseDouble(text));
            case Constants.DATATYPE_DATE:
                return new DateData(DateUtils.parseDate(text));
            default:
                return new StringData(text);
        }
    }

    static void print(TreeElement parent, String path) {
        for (int i = 0; i < parent.getNumChildren(); i++) {
            TreeElement node = parent.getChildAt(i);
            if (node.getMult() == TreeReference.INDEX_TEMPLATE) {
                continue;
            }
            String here = path + "/" + node.getName() + (node.isRepeatable() ? "[" + (node.getMult() + 1) + "]" : "");
            if (node.getNumChildren() > 0) {
                print(node, here);
            } else if (node.isRelevant()) {
                System.out.println(here + "=" + (node.getValue() == null ? "" : node.getValue().uncast().getString()));
            }
        }
    }
}
