package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tillpost agent settings`: what head office has set for the agent that runs here.
@Command(name = "settings", description = "Shows what head office has set here, and since when it counts.", mixinStandardHelpOptions = true)
public final class SettingsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private LocalApi api = new LocalApi();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        JsonNode status = api.send("/v1/settings", HttpRequest.newBuilder().GET(), PATIENCE);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.writePretty(status));
        } else {
            say(out, status);
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static void say(PrintWriter out, JsonNode status) {
        long version = status.required("version").asLong();
        if (version == 0) {
            out.println("version      none: this box's own file counts");
        } else {
            out.println("version      " + version + " since " + status.required("appliedAt").asText()
                    + (status.has("rollbackTo")
                            ? ", once more what version " + status.required("rollbackTo").asLong() + " was"
                            : ""));
            out.println("sha256       " + status.required("sha256").asText());
        }
        long sinceStart = status.required("inUseSinceStart").asLong();
        status.required("settings").properties().forEach(part -> {
            if (!part.getKey().equals("format")) {
                out.println("%-12s %s%s".formatted(part.getKey(), part.getValue(),
                        sinceStart == version || isAtOnce(part.getKey()) ? "" : "  (at the next start)"));
            }
        });
        if (status.has("waitingFor")) {
            out.println("waiting for  version " + status.required("waitingFor").asLong());
        }
        if (status.has("trouble")) {
            out.println("trouble      " + status.required("trouble").asText());
        }
    }

    /// Receipts and labels change while the agent runs.
    private static boolean isAtOnce(String part) {
        return part.equals("receipt") || part.equals("weighedBarcodes");
    }
}
