package io.tillpost.central.broker;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.failure.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Two brokers or more on one shared folder: whoever holds its lock serves, the others wait for it.
///
/// @param name what stands in the file `cluster` of that folder
/// @param folder shared by all nodes: journal, pages and lock
public record Cluster(String name, Path folder) {
    private static final String MARK = "cluster";

    public Cluster {
        Names.check("cluster.name", name);
    }

    /// Fails with one line unless the folder is marked as this cluster's. A folder of another machine that is not mounted
    /// is an empty one, and a node that served from it would be a second broker beside the first.
    void check() throws IOException {
        Path mark = folder.resolve(MARK);
        String found;
        try {
            found = Files.readString(mark).strip();
        } catch (NoSuchFileException e) {
            throw new IOException("cluster folder " + folder + " has no file '" + MARK
                    + "': mount it, or write " + name + " into that file if the cluster is new", e);
        } catch (IOException e) {
            throw new IOException("cluster file " + mark + " cannot be read: " + Causes.why(e), e);
        }
        if (!found.equals(name)) {
            throw new IOException(
                    "cluster folder " + folder + " belongs to cluster '" + found + "', expected '" + name
                            + "'");
        }
    }
}
