package io.tillpost.installer.faults.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.installer.faults.oracle.Witness.GivenUp;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// What the tills of one box were answered, one JSON line each, on disk before their next step. The truth that the oracle
/// goes by. Safe for use by all threads.
public final class AcceptedFile implements AutoCloseable {
    private final FileChannel channel;
    private final List<Accepted> all = new ArrayList<>();
    private final Set<String> shifts = new TreeSet<>();
    private final List<GivenUp> givenUp = new ArrayList<>();
    private final Set<UUID> poison = new HashSet<>();
    private long floatsMinor;

    /// Opens it, and reads what is in it.
    public AcceptedFile(Path file) throws IOException {
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                all.add(Json.read(line.getBytes(UTF_8), Accepted.class));
            }
        }
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Writes one down; it is on disk when this returns.
    public synchronized void add(Accepted one) {
        byte[] json = Json.write(one);
        var line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("what was accepted cannot be written down", e);
        }
        all.add(one);
        notifyAll();
    }

    /// A shift was opened with this float in its drawer.
    public synchronized void opened(String shift, long floatMinor) {
        if (shifts.add(shift)) {
            floatsMinor += floatMinor;
        }
    }

    /// A till asked for this until it was refused, and asks no more.
    public synchronized void gaveUp(GivenUp one) {
        givenUp.add(one);
    }

    /// This event was put into the journal, and head office has to set it aside.
    public synchronized void poisoned(UUID event) {
        poison.add(event);
    }

    /// All of it, and what the terminal says.
    ///
    /// @param chargedMinor what the terminal charged and did not give back
    /// @param mayForget whether the box may have lost sales that were not completed
    public synchronized Witness witness(long chargedMinor, boolean mayForget) {
        return new Witness(all, givenUp, floatsMinor, poison, chargedMinor, mayForget);
    }

    /// How many there are.
    public synchronized int size() {
        return all.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
