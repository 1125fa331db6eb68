package io.tillpost.central.broker;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may come in, by the common name of the certificate: head office's nodes from the configuration, agents from a
/// file `{"agents": {"box-7": {"tenant": "acme", "store": "berlin-1"}}}`. Look-ups may come from any thread,
/// [#refresh()] from one.
final class ClientDirectory {
    private static final System.Logger LOG = System.getLogger(ClientDirectory.class.getName());

    private record AgentsFile(Map<String, Client.Agent> agents) {}

    private final Path file;
    private final Set<String> central;
    private FileVersion version;
    private volatile Map<String, Client> clients;

    private ClientDirectory(Path file, Set<String> central, FileVersion version,
            Map<String, Client> clients) {
        this.file = file;
        this.central = central;
        this.version = version;
        this.clients = clients;
    }

    /// Reads the file for the first time. Fails with its name and what is wrong in it.
    static ClientDirectory open(Path file, Set<String> central) throws IOException {
        try {
            return new ClientDirectory(file, central, FileVersion.of(file), read(file, central));
        } catch (IOException e) {
            throw new IOException("agents file " + file + ": " + Causes.of(e), e);
        }
    }

    /// The client with that common name, if it is known now.
    Optional<Client> find(String commonName) {
        return Optional.ofNullable(clients.get(commonName));
    }

    /// Reads the file again if it has changed and returns the names that are gone or bound elsewhere since. A file
    /// that cannot be read changes nothing and is reported once.
    Set<String> refresh() {
        try {
            var now = FileVersion.of(file);
            if (now.equals(version)) {
                return Set.of();
            }
            version = now;
            var before = clients;
            clients = read(file, central);
            LOG.log(System.Logger.Level.INFO, "agents file {0}: {1} clients", file, clients.size());
            return changed(before, clients);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "agents file {0} is not taken: {1}", file, Causes.of(e));
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

    private static Map<String, Client> read(Path file, Set<String> central) throws IOException {
        AgentsFile read;
        try {
            read = Json.read(Files.readAllBytes(file), AgentsFile.class);
        } catch (MalformedJsonException e) {
            throw new IOException(e.pointer() + " " + e.getMessage(), e);
        }
        var clients = new HashMap<String, Client>();
        read.agents()
                .forEach((name, bound) -> clients.put(name, new Client.Agent(bound.tenant(), bound.store())));
        for (String name : central) {
            if (clients.put(name, new Client.Central()) != null) {
                throw new IOException("'" + name + "' is both an agent and head office");
            }
        }
        return Map.copyOf(clients);
    }
}
