package io.tillpost.installer.launcher;

import io.tillpost.installer.cardscan.CardScan;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tillpost card-scan`: what an assessor runs over the data of a store or of head office.
@Command(name = "card-scan", mixinStandardHelpOptions = true, description = {
    "Looks for whole card numbers in files: databases, logs, dumps, captures.",
    "Exit codes: 0 none found, 1 some found, 3 something could not be read."})
final class CardScanCommand implements Callable<Integer> {
    private static final int FOUND = 1;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, or folders with all below them.")
    private List<Path> paths = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        var scan = new CardScan();
        for (Path path : paths) {
            look(scan, path);
        }
        scan.hits().forEach(hit -> out.println(hit.file() + ": byte " + hit.offset() + ": " + hit.masked()));
        scan.unread().forEach(one -> out.println(one.file() + ": not read: " + one.reason()));
        out.println(
                scan.files() + " files, " + scan.bytes() + " bytes, " + scan.hits().size() + " card numbers, "
                        + scan.unread().size() + " not read");
        out.flush();
        return scan.hits().isEmpty() ? scan.unread().isEmpty() ? 0 : ExitCodes.ENVIRONMENT : FOUND;
    }

    private static void look(CardScan scan, Path path) {
        if (!Files.exists(path)) {
            throw new EnvironmentFault("there is no " + path + ", expected a file or a folder");
        }
        try {
            scan.look(path);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot look into " + path + ": " + e.getMessage(), e);
        }
    }
}
