package io.tillpost.edge.journal.disk;

import io.tillpost.edge.file.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A file that is of no use but for its room: given up when the disk is full, so that what is open can be finished, and
/// made again when there is room. It is written and not only declared, with bytes that no file system can make smaller.
public final class Ballast {
    /// Some hundred commits.
    public static final int BYTES = 1 << 20;

    private static final String NAME = "ballast";

    private final Path file;

    private Ballast(Path file) {
        this.file = file;
    }

    /// The one of the journal in `folder`.
    public static Ballast in(Path folder) {
        return new Ballast(folder.resolve(NAME));
    }

    /// Whether it is there, whole.
    public boolean isThere() {
        try {
            return Files.size(file) == BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /// Makes it unless it is there. Leaves nothing if there is no room.
    public void make() throws IOException {
        if (isThere()) {
            return;
        }
        Files.deleteIfExists(file);
        var bytes = new byte[BYTES];
        new SplittableRandom(BYTES).nextBytes(bytes);
        try (var channel = DurableFile.create(file)) {
            DurableFile.write(channel, ByteBuffer.wrap(bytes));
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Gives it up. False if it was not there.
    public boolean giveUp() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }
}
