package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.cli.SyncCommand.Question;
import io.tillpost.edge.file.DurableFile;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tillpost queue ...`: what waits for head office, asked of the agent that runs here. Nothing can be taken out: the
/// journal has no gaps.
@Command(name = "queue", description = "What waits on this machine for head office.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class QueueCommand {
    private static final int LIMIT_MOST = 1_000;

    private QueueCommand() {}

    /// It, with all that it can do.
    public static CommandLine commandLine() {
        return new CommandLine(new QueueCommand()).addSubcommand(new Waiting())
                .addSubcommand(new Show())
                .addSubcommand(new Export())
                .addSubcommand(new Quarantine())
                .setExecutionExceptionHandler(Trouble::say);
    }

    @Command(name = "list", description = "Lists the events that wait, in the order in which they go.", mixinStandardHelpOptions = true)
    private static final class Waiting extends Question {
        @Option(names = "--lane", paramLabel = "LANE", defaultValue = "fin", description = "fin (money), ops (devices, people) or tel. Default: ${DEFAULT-VALUE}")
        private String lane = "fin";

        @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many, up to 1000. Default: ${DEFAULT-VALUE}")
        private int limit = 100;

        @Override
        String path() {
            if (limit < 1 || limit > LIMIT_MOST) {
                throw new CommandLine.ParameterException(spec.commandLine(),
                        "--limit " + limit + ", expected 1 to " + LIMIT_MOST);
            }
            return "/v1/queue/events?lane=" + lane(spec, lane).wireName() + "&limit=" + limit;
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            answer.path("items").forEach(one -> out.println(one.path("seq").asLong() + "  "
                    + one.path("occurredAt").asText("?") + "  " + one.path("till").asText("?") + "  "
                    + one.path("type").asText() + "  " + one.path("event").asText()));
            if (answer.path("items").isEmpty()) {
                out.println("nothing waits in lane " + lane);
            } else if (answer.hasNonNull("next")) {
                out.println("and more behind " + answer.path("next").asLong()
                        + ": --limit shows up to 1000, queue export all");
            }
        }
    }

    @Command(name = "show", description = "Shows one event whole, with its place in the chain.", mixinStandardHelpOptions = true)
    private static final class Show extends Question {
        @Parameters(paramLabel = "EVENT", description = "Id of the event.")
        private UUID event = new UUID(0, 0);

        @Override
        String path() {
            return "/v1/queue/events/" + event;
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            JsonNode row = answer.path("row");
            for (String field : List.of("event", "type", "version", "lane", "journal", "epoch", "seq", "prev",
                    "hash")) {
                out.println(field + ": " + row.path(field).asText());
            }
            out.println("metadata: " + text(row, "metadata"));
            out.println("body: " + text(row, "body"));
            out.println("state: " + answer.path("explanation").path("state").asText());
            answer.path("explanation").path("why").forEach(sentence -> out.println("  " + sentence.asText()));
        }

        private static String text(JsonNode row, String field) {
            try {
                return new String(row.path(field).binaryValue(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return row.path(field).asText();
            }
        }
    }

    @Command(name = "quarantine", description = "Lists the events of this store that head office has and counts for nothing until somebody there looks at them.", mixinStandardHelpOptions = true)
    private static final class Quarantine extends Question {
        @Override
        String path() {
            return "/v1/queue/set-aside";
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            answer.path("items").forEach(one -> out.println(one.path("event").asText() + "  "
                    + one.path("reason").asText() + "  " + one.path("detail").asText()));
            if (answer.path("items").isEmpty()) {
                out.println("head office has set nothing aside, as far as it has said");
            }
        }
    }

    @Command(name = "export", mixinStandardHelpOptions = true, description = {
        "Writes all events that wait in a lane to a file, one JSON object a line, with hashes and bytes as hashed.",
        "It holds what was sold and by whom, in clear: the file is readable by you alone. Nothing leaves the queue."})
    private static final class Export implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        @Mixin
        private LocalApi api = new LocalApi();

        @Option(names = "--lane", paramLabel = "LANE", defaultValue = "fin", description = "fin, ops or tel. Default: ${DEFAULT-VALUE}")
        private String lane = "fin";

        @Option(names = "--to", required = true, paramLabel = "FILE", description = "A file that is not there yet.")
        private Path to = Path.of("");

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            Lane of = lane(spec, lane);
            if (Files.exists(to)) {
                throw new IOException(to + " is there already; expected a new file");
            }
            Path part = to.resolveSibling(to.getFileName() + ".part");
            Files.deleteIfExists(part);
            long count;
            try {
                count = write(of, part);
                Files.move(part, to);
            } catch (Exception e) {
                Files.deleteIfExists(part);
                throw e;
            }
            spec.commandLine().getOut().println(count + " events of lane " + lane + " written to " + to);
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }

        private long write(Lane of, Path file) throws Exception {
            long count = 0;
            try (var out = Channels.newOutputStream(DurableFile.create(file))) {
                @Nullable
                Long after = 0L;
                while (after != null) {
                    JsonNode page = api.send(
                            "/v1/queue/rows?limit=1000&lane=" + of.wireName() + "&after=" + after,
                            HttpRequest.newBuilder().GET(), PATIENCE);
                    var lines = new ByteArrayOutputStream();
                    for (JsonNode row : page.path("items")) {
                        lines.writeBytes(Json.write(row));
                        lines.write('\n');
                        count++;
                    }
                    out.write(lines.toByteArray());
                    after = page.hasNonNull("next") ? page.path("next").asLong() : null;
                }
            }
            return count;
        }
    }

    private static Lane lane(CommandLine.Model.CommandSpec spec, String text) {
        try {
            return Lane.of(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
