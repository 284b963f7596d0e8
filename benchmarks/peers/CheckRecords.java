import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * How long JavaRosa takes for a form and its records, inside the virtual machine: neither its start nor reading files
 * is counted. Arguments: the XForm, the folder of records, how often each is repeated.
 * Standard output: "form SECONDS" for each compilation, then "records SECONDS REFUSED" for each pass over all records.
 */
public class CheckRecords {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // JavaRosa talks on standard output
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        byte[] xform = Files.readAllBytes(Paths.get(arguments[0]));
        int repeats = Integer.parseInt(arguments[2]);
        FormDef form = null;
        for (int pass = 0; pass <= repeats; pass++) {
            long started = System.nanoTime();
            form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xform));
            out.println("form " + seconds(started));
        }
        List<byte[]> records = records(arguments[1]);
        TreeElement empty = form.getInstance().getRoot().deepCopy(true);
        for (int pass = 0; pass <= repeats; pass++) {
            long started = System.nanoTime();
            int refused = 0;
            for (byte[] record : records) {
                refused += check(form, empty, record) ? 0 : 1;
            }
            out.println("records " + seconds(started) + " " + refused);
        }
    }

    /** Read, take over, compute everything anew, then ask for every required answer and constraint. */
    static boolean check(FormDef form, TreeElement empty, byte[] record) {
        TreeElement saved = XFormParser.restoreDataModel(record, null).getRoot();
        TreeElement root = empty.deepCopy(true);
        root.populate(saved, form);
        form.getInstance().setRoot(root);
        form.initialize(false, new InstanceInitializationFactory());
        ValidateOutcome outcome = form.validate(false);
        return outcome == null;
    }

    static List<byte[]> records(String folder) throws Exception {
        List<byte[]> records = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(Paths.get(folder), "*.xml")) {
            for (Path path : paths) {
                records.add(Files.readAllBytes(path));
            }
        }
        return records;
    }

    static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
