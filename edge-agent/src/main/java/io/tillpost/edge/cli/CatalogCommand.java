package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.catalog.CatalogFormat;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tillpost agent catalog ...`: what the store of the agent that runs here sells.
@Command(name = "catalog", description = "What the store sells.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class CatalogCommand {
    private CatalogCommand() {}

    /// It, with all that it can do.
    public static CommandLine commandLine() {
        return new CommandLine(new CatalogCommand()).addSubcommand(new Import());
    }

    @Command(name = "import", description = "Replaces the catalogue by a file, wholly or not at all.", mixinStandardHelpOptions = true)
    private static final class Import implements Callable<Integer> {
        /// The largest file on the slowest box.
        private static final Duration PATIENCE = Duration.ofMinutes(2);

        @Parameters(paramLabel = "FILE", description = "CSV, or JSON if its name ends with .json.")
        private Path file = Path.of("");

        @Mixin
        private LocalApi api = new LocalApi();

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            String name = file.toString().toLowerCase(Locale.ROOT);
            CatalogFormat format = name.endsWith(".json") ? CatalogFormat.JSON : CatalogFormat.CSV;
            JsonNode applied = api.send("/v1/catalog", HttpRequest.newBuilder()
                    .header("Content-Type", format.contentType())
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .POST(BodyPublishers.ofByteArray(bytes())), PATIENCE);
            spec.commandLine()
                    .getOut()
                    .println("version " + applied.required("version").asLong() + ", "
                            + applied.required("articles").asInt() + " articles");
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }

        private byte[] bytes() throws IOException {
            try {
                return Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                throw new IOException(file + " is not there", e);
            }
        }
    }
}
