package io.tillpost.installer.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.CentralMain;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// `tillpost central ...` as store IT types it, run in this process: a JVM for each would make the demo wait.
public final class OfficeCommands {
    private final Path config;
    private final String tenant;

    /// @param config of the head-office node
    /// @param tenant whose clients are made
    public OfficeCommands(Path config, String tenant) {
        this.tenant = tenant;
        this.config = config;
    }

    /// An OAuth client of head office.
    public record Client(String id, String secret) {
        /// Without the secret.
        @Override
        public String toString() {
            return id;
        }
    }

    /// Makes the authority if there is none, and what the programs on this machine prove themselves with, in this folder:
    /// `authority.pem`, and key and certificate of the API, the broker and the node.
    public void certificates(Path folder) {
        Path authority = folder.resolve("authority.pem");
        if (Files.exists(authority)) {
            return;
        }
        run("authority", "init");
        run(issue("issue-server", "localhost,127.0.0.1,::1", folder, "api"));
        run(issue("issue-server", "localhost,127.0.0.1,::1", folder, "broker"));
        run(issue("issue-node", "central", folder, "central"));
        // Last: when it is there, all are.
        run("authority", "show", "--out", authority.toString());
    }

    /// Makes a certificate for another node of head office, `NAME.pem` and `NAME.key.pem`, unless it is there.
    public void node(Path folder, String name) {
        if (!Files.exists(folder.resolve(name + ".pem"))) {
            run(issue("issue-node", name, folder, name));
        }
    }

    private static String[] issue(String command, String name, Path folder, String file) {
        return new String[]{"authority", command, "--name", name, "--cert",
            folder.resolve(file + ".pem").toString(),
            "--key", folder.resolve(file + ".key.pem").toString()};
    }

    /// Makes an OAuth client with these scopes.
    public Client client(String id, Collection<String> scopes) {
        JsonNode made = Json
                .readTree(run("clients", "create", "--tenant", tenant, "--id", id, "--scope",
                        String.join(",", scopes)).getBytes(StandardCharsets.UTF_8));
        return new Client(made.required("clientId").asText(), made.required("clientSecret").asText());
    }

    private String run(String... command) {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", config.toString()));
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = CentralMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        if (exitCode != 0) {
            throw new EnvironmentFault(
                    "tillpost central " + command[0] + " " + command[1] + " failed: "
                            + err.toString().strip());
        }
        return out.toString();
    }
}
