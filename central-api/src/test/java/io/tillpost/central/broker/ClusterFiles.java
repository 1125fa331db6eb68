package io.tillpost.central.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files of a cluster of two nodes on this machine: a shared folder, one authority, and `a.json` and `b.json`.
public final class ClusterFiles {
    final Path folder;
    final TestAuthority authority;

    /// Writes them into a folder.
    ///
    /// @param agents content of the agents file
    /// @param central names of head office's nodes, as a JSON array
    public ClusterFiles(Path folder, TestAuthority authority, String agents, String central)
            throws Exception {
        this.folder = folder;
        this.authority = authority;
        Files.createDirectory(folder.resolve("shared"));
        Files.writeString(folder.resolve("shared/cluster"), "two-nodes\n");
        Files.writeString(folder.resolve("agents.json"), agents);
        authority.write(folder.resolve("ca.pem"));
        for (String node : new String[]{"a", "b"}) {
            authority.server(folder.resolve(node + ".key.pem"), folder.resolve(node + ".pem"), 1);
            write(node, "two-nodes", central);
        }
    }

    void write(String node, String cluster, String central) throws IOException {
        Files.writeString(config(node),
                """
                        {"data": "%1$s", "host": "localhost", "port": %2$d, "key": "%1$s.key.pem", "certificate": "%1$s.pem",
                         "authority": "ca.pem", "agents": "agents.json", "central": %4$s,
                         "cluster": {"name": "%3$s", "folder": "shared"}}
                        """
                        .formatted(node, freePort(), cluster, central));
    }

    /// Where the node's configuration is.
    public Path config(String node) {
        return folder.resolve(node + ".json");
    }

    /// Where the node listens when it serves.
    public int port(String node) throws IOException {
        return BrokerConfig.read(config(node)).port();
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
