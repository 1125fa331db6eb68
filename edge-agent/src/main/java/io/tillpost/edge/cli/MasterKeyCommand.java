package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.masterkey.KeySource;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tillpost agent master-key ...`: the keys that the store's data is sealed with, over the API of the agent that runs
/// here and goes on selling. Prints one JSON object; keys are named by fingerprint or number, never shown.
@Command(name = "master-key", description = "The keys that the store's data is sealed with.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class MasterKeyCommand {
    private static final String PATH = "/v1/master-key";

    private MasterKeyCommand() {}

    /// It, with all that it can do.
    public static CommandLine commandLine() {
        return new CommandLine(new MasterKeyCommand()).addSubcommand(new Status())
                .addSubcommand(new Rotate())
                .addSubcommand(new Retire());
    }

    /// Which agent, and how to speak to it.
    private abstract static class Task implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        @Mixin
        LocalApi api = new LocalApi();

        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            JsonNode answer = answer();
            spec.commandLine()
                    .getOut()
                    .println(new String(Json.write(answer), StandardCharsets.UTF_8));
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }

        abstract JsonNode answer() throws Exception;

        JsonNode get() throws Exception {
            return api.send(PATH, HttpRequest.newBuilder().GET(), PATIENCE);
        }

        JsonNode post(String path, Map<String, String> body) throws Exception {
            return api.send(PATH + path, HttpRequest.newBuilder()
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.write(body))), PATIENCE);
        }
    }

    @Command(name = "status", description = "Shows which keys there are.", mixinStandardHelpOptions = true)
    private static final class Status extends Task {
        @Override
        JsonNode answer() throws Exception {
            return get();
        }
    }

    @Command(name = "rotate", description = "Seals with new data keys from now on; or puts the data keys under another master key, too.", mixinStandardHelpOptions = true)
    private static final class Rotate extends Task {
        @Option(names = "--master", paramLabel = "SOURCE", description = "Another master key: file:PATH (made if there is none), credential:NAME or dpapi:PATH.")
        private @Nullable String next;

        @Override
        JsonNode answer() throws Exception {
            return next == null
                    ? post("/rotation", Map.of())
                    : post("/rotation", Map.of("master", absolute(next)));
        }

        private String absolute(String text) {
            try {
                return KeySource.parse(text, Path.of("").toAbsolutePath()).toString();
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()),
                        e);
            }
        }
    }

    @Command(name = "retire", description = "Lets no master key but the one that is configured now open the store's data any more.", mixinStandardHelpOptions = true)
    private static final class Retire extends Task {
        @Override
        JsonNode answer() throws Exception {
            return post("/retirement", Map.of("keep", api.settings().masterKey().toString()));
        }
    }
}
