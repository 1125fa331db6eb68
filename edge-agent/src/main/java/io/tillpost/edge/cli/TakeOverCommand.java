package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
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

/// `tillpost agent take-over`: a person says that this box is the right one of two. Prints one JSON object.
@Command(name = "take-over", description = "Lets this box send again after head office has stopped it for another box under its name.", mixinStandardHelpOptions = true)
public final class TakeOverCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private LocalApi api = new LocalApi();

    @Option(names = "--lane", required = true, paramLabel = "LANE", description = "fin, ops, tel or all.")
    private String lane = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why this box is the right one; kept in an incident.")
    private String reason = "";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        JsonNode answer = api.send("/v1/sync/take-over",
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(
                                Json.write(Map.of("lane", lane, "reason", reason)))),
                PATIENCE);
        spec.commandLine().getOut().println(new String(Json.write(answer), StandardCharsets.UTF_8));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
