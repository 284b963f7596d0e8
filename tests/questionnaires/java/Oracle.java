import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * What JavaRosa, the engine inside ODK Collect, makes of records.
 * Arguments: the XForm; its lookup files lie beside it. Standard input: one path of a record a line.
 * Standard output: one JSON object a record: relevance and value of every node, problems, choices offered.
 */
public class Oracle {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        System.setOut(System.err); // JavaRosa talks on standard output
        new XFormsModule().registerModule();
        ReferenceManager.instance().addReferenceFactory(new Beside(new File(arguments[0]).getAbsoluteFile().getParentFile()));
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        FormDef form = XFormUtils.getFormFromFormXml(arguments[0], null);
        TreeElement empty = form.getInstance().getRoot().deepCopy(true);
        String path;
        while ((path = paths.readLine()) != null) {
            out.println(new Oracle(form).examine(empty, path));
        }
    }

    private final StringBuilder nodes = new StringBuilder();
    private final StringBuilder problems = new StringBuilder();
    private final StringBuilder choices = new StringBuilder();
    private final Map<String, QuestionDef> questions = new HashMap<>();
    private final FormDef form;

    private Oracle(FormDef form) {
        this.form = form;
    }

    private String examine(TreeElement empty, String path) {
        try {
            TreeElement saved =
                XFormParser.restoreDataModel(Files.readAllBytes(Paths.get(path)), null).getRoot();
            TreeElement root = empty.deepCopy(true);
            root.populate(saved, form);
            form.getInstance().setRoot(root);
            form.initialize(false, new InstanceInitializationFactory());
            collect(form);
            visit(root);
            return "{\"path\":" + quoted(path) + ",\"nodes\":{" + nodes + "},\"problems\":[" + problems
                + "],\"choices\":{" + choices + "}}";
        } catch (Throwable failure) {
            return "{\"path\":" + quoted(path) + ",\"failure\":" + quoted(String.valueOf(failure)) + "}";
        }
    }

    private void collect(IFormElement element) {
        if (element instanceof QuestionDef) {
            TreeReference reference = (TreeReference) element.getBind().getReference();
            questions.put(reference.genericize().toString(false), (QuestionDef) element);
        }
        List<IFormElement> children = element.getChildren();
        if (children != null) {
            for (IFormElement child : children) {
                collect(child);
            }
        }
    }

    private void visit(TreeElement element) throws Exception {
        TreeReference reference = element.getRef();
        String where = quoted(reference.toString(true));
        String text = element.getValue() == null ? "" : element.getValue().uncast().getString();
        add(nodes, where + ":[" + element.isRelevant() + "," + quoted(text) + "]");
        QuestionDef question = questions.get(reference.genericize().toString(false));
        if (question != null && element.isRelevant()) {
            ask(element, question, reference, where);
        }
        for (int child = 0; child < element.getNumChildren(); child++) {
            if (element.getChildAt(child).getMult() != TreeReference.INDEX_TEMPLATE) {
                visit(element.getChildAt(child));
            }
        }
    }

    private void ask(TreeElement element, QuestionDef question, TreeReference reference, String where) throws Exception {
        if (element.getValue() == null) {
            if (element.isRequired()) {
                add(problems, "[\"required\"," + where + "]");
            }
        } else if (!form.evaluateConstraint(reference, element.getValue())) {
            add(problems, "[\"constraint\"," + where + "]");
        }
        IAnswerData before = element.getValue(); // showing a list clears an answer that is no longer in it
        List<SelectChoice> offered = question.getDynamicChoices() == null
            ? question.getChoices()
            : question.getDynamicChoices().getChoices(form, reference);
        element.setAnswer(before);
        if (offered != null) {
            List<String> codes = new ArrayList<>();
            for (SelectChoice choice : offered) {
                codes.add(quoted(choice.getValue()));
            }
            add(choices, where + ":[" + String.join(",", codes) + "]");
        }
    }

    private static void add(StringBuilder list, String item) {
        list.append(list.length() == 0 ? "" : ",").append(item);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** The lookup files of a form: those in one folder, whatever the prefix (jr://file, jr://file-csv). */
    private static class Beside extends PrefixedRootFactory {
        private final File folder;

        Beside(File folder) {
            super(new String[] {"file", "file-csv"});
            this.folder = folder;
        }

        @Override
        protected Reference factory(String terminal, String uri) {
            File file = new File(folder, terminal.substring(terminal.lastIndexOf('/') + 1));
            return new Reference() {
                public boolean doesBinaryExist() {
                    return file.exists();
                }

                public InputStream getStream() throws IOException {
                    return new FileInputStream(file);
                }

                public String getURI() {
                    return uri;
                }

                public String getLocalURI() {
                    return file.getPath();
                }

                public boolean isReadOnly() {
                    return true;
                }

                public OutputStream getOutputStream() throws IOException {
                    throw new IOException("read only");
                }

                public void remove() throws IOException {
                    throw new IOException("read only");
                }

                public Reference[] probeAlternativeReferences() {
                    return new Reference[0];
                }
            };
        }
    }
}
