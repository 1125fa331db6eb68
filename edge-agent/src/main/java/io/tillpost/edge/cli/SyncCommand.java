package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tillpost sync ...`: how the way to head office does, asked of the agent that runs here.
@Command(name = "sync", description = "The way to head office, as the agent on this machine sees it.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class SyncCommand {
    /// A lane sends nothing until somebody acts.
    static final int STOPPED = 1;

    private SyncCommand() {}

    /// It, with all that it can do.
    public static CommandLine commandLine() {
        return new CommandLine(new SyncCommand()).addSubcommand(new Status())
                .addSubcommand(new Explain())
                .setExecutionExceptionHandler(Trouble::say);
    }

    /// Asks one question and prints the answer, for people or as it is.
    abstract static class Question implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        @Mixin
        LocalApi api = new LocalApi();

        @Option(names = "--json", description = "Prints the answer as JSON.")
        private boolean json;

        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            JsonNode answer = get(path());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(new String(Json.write(answer), StandardCharsets.UTF_8));
            } else {
                print(answer, out);
            }
            out.flush();
            return exitCode(answer);
        }

        abstract String path();

        abstract void print(JsonNode answer, PrintWriter out);

        int exitCode(JsonNode answer) {
            return CommandLine.ExitCode.OK;
        }

        JsonNode get(String path) throws Exception {
            return api.send(path, HttpRequest.newBuilder().GET(), PATIENCE);
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = {
        "Shows connection, clock and lanes.",
        "Exit codes: 0 all lanes go on by themselves, 1 one is stopped or nobody answers."})
    private static final class Status extends Question {
        @Override
        String path() {
            return "/v1/status";
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            out.println("store " + answer.path("store").asText() + ", agent " + answer.path("agent").asText()
                    + ", software " + answer.path("softwareVersion").asText());
            if (answer.path("durability").hasNonNull("mirrorAdvice")) {
                out.println("mirror: " + answer.path("durability").path("mirrorAdvice").asText());
            }
            JsonNode link = answer.path("sync").path("uplink");
            if (link.isMissingNode() || link.isNull()) {
                out.println("head office: none configured");
                out.println("waiting: " + answer.path("sync").path("pending").asLong() + " events");
                return;
            }
            out.println("head office: " + (link.path("connected").asBoolean() ? "connected" : "not connected")
                    + " since " + link.path("since").asText());
            if (link.hasNonNull("lastError")) {
                out.println("last trouble, " + link.path("lastErrorAt").asText()
                        + (isOver(link) ? ", over since it is connected: " : ": ")
                        + link.path("lastError").asText());
            }
            out.println(link.path("clockErrorMs").asLong() < 0
                    ? "clock: head office's has not been seen yet"
                    : "clock: head office's is " + link.path("clockOffsetMs").asLong()
                            + " ms ahead, give or take "
                            + link.path("clockErrorMs").asLong() + " ms");
            link.path("lanes").forEach(lane -> out.println(lane(lane)));
        }

        private static boolean isOver(JsonNode link) {
            return link.path("connected").asBoolean() && Instant.parse(link.path("lastErrorAt").asText())
                    .isBefore(Instant.parse(link.path("since").asText()));
        }

        private static String lane(JsonNode lane) {
            String text = "lane " + lane.path("lane").asText() + ": head office has rows up to "
                    + lane.path("ackedSeq").asLong() + ", " + lane.path("pending").asLong() + " wait"
                    + (lane.hasNonNull("oldest") ? ", the oldest since " + lane.path("oldest").asText() : "")
                    + (lane.hasNonNull("lastAckAt")
                            ? ", last acknowledged " + lane.path("lastAckAt").asText()
                            : "");
            return text + line(lane, "stoppedBecause", "stopped: ") + line(lane, "note", "");
        }

        private static String line(JsonNode lane, String field, String title) {
            return lane.hasNonNull(field) ? "\n  " + title + lane.path(field).asText() : "";
        }

        @Override
        int exitCode(JsonNode answer) {
            for (JsonNode lane : answer.path("sync").path("uplink").path("lanes")) {
                if (lane.hasNonNull("stoppedBecause")) {
                    return STOPPED;
                }
            }
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "explain", mixinStandardHelpOptions = true, description = {
        "Says why an event is at head office, or not yet.",
        "Exit codes: 0 head office has it or its turn comes, 1 it is stopped, set aside or unknown."})
    private static final class Explain extends Question {
        @Parameters(paramLabel = "EVENT", description = "Id of the event.")
        private UUID event = new UUID(0, 0);

        @Override
        String path() {
            return "/v1/queue/events/" + event + "/explanation";
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            JsonNode place = answer.path("place");
            out.println(answer.path("state").asText() + ": " + event + (place.hasNonNull("type")
                    ? ", " + place.path("type").asText() + " of " + place.path("till").asText("?") + " at "
                            + place.path("occurredAt").asText("?")
                    : ""));
            answer.path("why").forEach(sentence -> out.println("  " + sentence.asText()));
        }

        @Override
        int exitCode(JsonNode answer) {
            return switch (answer.path("state").asText()) {
                case "THROUGH", "WAITING" -> CommandLine.ExitCode.OK;
                default -> STOPPED;
            };
        }
    }
}
