package io.tillpost.central.broker;

import io.tillpost.protocol.failure.Causes;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may come in, by the common name of the certificate: head office's nodes from the configuration, agents from a
/// file `{"agents": {"box-7": {"tenant": "acme", "store": "berlin-1", "revoked": ["1f"]}}}`. `revoked` holds the serial
/// numbers of certificates that are good no more, lower-case hex, and may be left out. Look-ups may come from any thread,
/// [#refresh()] from one.
final class ClientDirectory {
    private static final System.Logger LOG = System.getLogger(ClientDirectory.class.getName());

    private record Bound(String tenant, String store, @Nullable Set<String> revoked) {}

    private record AgentsFile(Map<String, Bound> agents) {}

    /// What the file says at one moment.
    private record Content(Map<String, Client> clients, Map<String, Set<String>> revoked) {}

    private final Path file;
    private final Set<String> central;
    private FileVersion version;
    private volatile Content content;

    private ClientDirectory(Path file, Set<String> central, FileVersion version, Content content) {
        this.file = file;
        this.central = central;
        this.version = version;
        this.content = content;
    }

    /// Reads the file for the first time. Fails with its name and what is wrong in it.
    static ClientDirectory open(Path file, Set<String> central) throws IOException {
        try {
            return new ClientDirectory(file, central, FileVersion.of(file), read(file, central, true));
        } catch (IOException e) {
            throw new IOException("agents file " + file + ": " + Causes.why(e), e);
        }
    }

    /// The client with that common name, if it is known now.
    Optional<Client> find(String commonName) {
        return Optional.ofNullable(content.clients().get(commonName));
    }

    /// Whether this client's certificate with that serial number is good no more.
    boolean isRevoked(String commonName, BigInteger serial) {
        return content.revoked().getOrDefault(commonName, Set.of()).contains(serial.toString(16));
    }

    /// Reads the file again if it has changed and returns the names that are gone or bound elsewhere since. A file
    /// that cannot be read changes nothing and is reported once. A box under head office's name is reported and left out: it
    /// must not keep the others' revocations from being heard.
    Set<String> refresh() {
        try {
            var now = FileVersion.of(file);
            if (now.equals(version)) {
                return Set.of();
            }
            version = now;
            var before = content.clients();
            content = read(file, central, false);
            LOG.log(System.Logger.Level.INFO, "agents file {0}: {1} clients", file, content.clients().size());
            return changed(before, content.clients());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR,
                    "agents file {0} is not taken, and no revocation since is heard: {1}", file,
                    Causes.why(e));
            return Set.of();
        }
    }

    private static Set<String> changed(Map<String, Client> before, Map<String, Client> after) {
        var changed = new HashSet<String>();
        before.forEach((name, client) -> {
            if (!client.equals(after.get(name))) {
                changed.add(name);
            }
        });
        return changed;
    }

    /// @param strict whether a name that is both an agent and head office fails
    private static Content read(Path file, Set<String> central, boolean strict) throws IOException {
        AgentsFile read;
        try {
            read = Json.readFile(Files.readAllBytes(file), AgentsFile.class);
        } catch (MalformedJsonException e) {
            throw new IOException(e.pointer() + " " + e.getMessage(), e);
        }
        var clients = new HashMap<String, Client>();
        var revoked = new HashMap<String, Set<String>>();
        for (var entry : read.agents().entrySet()) {
            var bound = entry.getValue();
            try {
                clients.put(entry.getKey(), new Client.Agent(bound.tenant(), bound.store()));
            } catch (IllegalArgumentException e) {
                throw new IOException("/agents/" + entry.getKey() + " " + e.getMessage(), e);
            }
            revoked.put(entry.getKey(), bound.revoked() == null ? Set.of() : Set.copyOf(bound.revoked()));
        }
        for (String name : central) {
            if (clients.put(name, new Client.Central()) != null) {
                String clash = "'" + name + "' is both an agent and head office";
                if (strict) {
                    throw new IOException(clash);
                }
                LOG.log(System.Logger.Level.ERROR, "agents file {0}: {1}; the agent is left out", file,
                        clash);
            }
        }
        return new Content(Map.copyOf(clients), Map.copyOf(revoked));
    }
}
