package io.tillpost.central.broker;

import io.tillpost.protocol.failure.Causes;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The broker's configuration file. Relative paths start at the folder of that file.
///
/// - `data`: folder of the journal, made if it is not there
/// - `host`, `port`: where TLS clients come in; port 0 takes a free one
/// - `key`, `certificate`: the server's, PEM (PKCS #8 key, certificate chain)
/// - `authority`: PEM of the authority that signs client certificates
/// - `agents`: file that says which agent belongs to which store, see [ClientDirectory]; read again when it changes
/// - `central`: common names of head office's own certificates
/// - `cluster`: absent: one broker alone; else `name` and `folder`, the journal that this node shares with the others
public record BrokerConfig(Path data, String host, int port, Path key, Path certificate, Path authority,
        Path agents, Set<String> central, @Nullable Cluster cluster) {
    /// A broker alone.
    public BrokerConfig(Path data, String host, int port, Path key, Path certificate, Path authority,
            Path agents, Set<String> central) {
        this(data, host, port, key, certificate, authority, agents, central, null);
    }

    public BrokerConfig {
        central = Set.copyOf(central);
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is blank, expected an address to listen on");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + ", expected 0 to 65535");
        }
        if (central.isEmpty()) {
            throw new IllegalArgumentException("central is empty, expected at least one common name");
        }
    }

    BrokerConfig onPort(int number) {
        return new BrokerConfig(data, host, number, key, certificate, authority, agents, central, cluster);
    }

    /// Where journal, pages and bindings lie.
    Path kept() {
        return cluster == null ? data : cluster.folder();
    }

    private record File(String data, String host, int port, String key, String certificate, String authority,
            String agents, Set<String> central, @Nullable ClusterPart cluster) {}

    private record ClusterPart(String name, String folder) {}

    /// Reads the file. Fails with its name and what is wrong in it.
    public static BrokerConfig read(Path path) throws IOException {
        try {
            var file = Json.read(Files.readAllBytes(path), File.class);
            Path here = path.toAbsolutePath();
            return new BrokerConfig(here.resolveSibling(file.data()), file.host(), file.port(),
                    here.resolveSibling(file.key()),
                    here.resolveSibling(file.certificate()), here.resolveSibling(file.authority()),
                    here.resolveSibling(file.agents()), file.central(),
                    file.cluster() == null
                            ? null
                            : new Cluster(file.cluster().name(),
                                    here.resolveSibling(file.cluster().folder())));
        } catch (MalformedJsonException e) {
            throw new IOException(path + " " + e.pointer() + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(path + " cannot be read: " + Causes.why(e), e);
        }
    }
}
