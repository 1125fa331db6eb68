package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tillpost agent operators ...`: who works at the tills of the agent that runs here, over its own API. PINs come from
/// standard input: what stands on a command line is seen by everybody on the machine.
@Command(name = "operators", description = "Who works at the tills. PINs are read from standard input.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class OperatorsCommand {
    private static final String PATH = "/v1/operators";

    private OperatorsCommand() {}

    /// It, with all that it can do.
    ///
    /// @param input where PINs come from
    public static CommandLine commandLine(InputStream input) {
        return new CommandLine(new OperatorsCommand()).addSubcommand(new List())
                .addSubcommand(new Add(input))
                .addSubcommand(new SetPin(input))
                .addSubcommand(new Disable());
    }

    /// Which agent, and how to speak to it.
    private abstract static class Task implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Mixin
        private LocalApi api = new LocalApi();

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        void say(String line) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }

        /// A name that may stand in a path.
        String checked(String name) {
            try {
                return Names.check("operator", name);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(),
                        String.valueOf(e.getMessage()), e);
            }
        }

        JsonNode get(String path) throws Exception {
            return api.send(path, HttpRequest.newBuilder().GET(), PATIENCE);
        }

        JsonNode post(String path, Object body) throws Exception {
            return api.send(path, HttpRequest.newBuilder()
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.write(body))), PATIENCE);
        }
    }

    @Command(name = "list", description = "Shows them, the disabled ones too.", mixinStandardHelpOptions = true)
    private static final class List extends Task {
        @Override
        public Integer call() throws Exception {
            for (JsonNode operator : get(PATH).required("items")) {
                say(operator.required("operator").asText() + "\t" + operator.required("role").asText() + "\t"
                        + (operator.required("enabled").asBoolean() ? "enabled" : "disabled") + "\t"
                        + operator.required("title").asText());
            }
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "add", description = "Takes somebody on; the PIN is the first line of standard input.", mixinStandardHelpOptions = true)
    private static final class Add extends Task {
        private final InputStream input;

        @Parameters(paramLabel = "NAME", description = "Short name that events carry, e.g. anna.")
        private String name = "";

        @Option(names = "--title", required = true, description = "How the person is called on screens.")
        private String title = "";

        @Option(names = "--role", required = true, description = "cashier, supervisor or manager.")
        private String role = "";

        Add(InputStream input) {
            this.input = input;
        }

        @Override
        public Integer call() throws Exception {
            var _ = post(PATH, Map.of("operator", name, "title", title, "role", role, "pin", pin(input)));
            say("added " + name);
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "set-pin", description = "Gives somebody another PIN, the first line of standard input, and unlocks them.", mixinStandardHelpOptions = true)
    private static final class SetPin extends Task {
        private final InputStream input;

        @Parameters(paramLabel = "NAME", description = "Whose.")
        private String name = "";

        SetPin(InputStream input) {
            this.input = input;
        }

        @Override
        public Integer call() throws Exception {
            var _ = post(PATH + "/" + checked(name) + "/pin", Map.of("pin", pin(input)));
            say("new PIN for " + name);
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "disable", description = "Lets somebody sign in no more; who is signed in is signed out.", mixinStandardHelpOptions = true)
    private static final class Disable extends Task {
        @Parameters(paramLabel = "NAME", description = "Who.")
        private String name = "";

        @Override
        public Integer call() throws Exception {
            var _ = post(PATH + "/" + checked(name) + "/disable", Map.of());
            say("disabled " + name);
            return CommandLine.ExitCode.OK;
        }
    }

    private static String pin(InputStream input) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("no PIN on standard input, expected 4 to 8 digits");
        }
        return line.strip();
    }
}
