package io.tillpost.edge.journal.mirror;

import io.tillpost.edge.journal.disk.DurableFile;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The mirror's files, to be read: by whoever writes them, after the journal was lost, or for a check. A segment whose end
/// is torn says what it has up to there.
public final class MirrorFolder {
    private static final String NOTE = "mirror.json";
    private static final Pattern SEGMENT = Pattern.compile("fin-([0-9]{8})\\.mirror");

    private final Path folder;

    /// Need not exist.
    public MirrorFolder(Path folder) {
        this.folder = folder;
    }

    /// Where it is.
    public Path path() {
        return folder;
    }

    /// What it says of itself; empty where there is no mirror. Throws [IOException] where there is one that cannot be
    /// read.
    public Optional<MirrorNote> note() throws IOException {
        try {
            return Optional.of(Json.read(Files.readAllBytes(folder.resolve(NOTE)), MirrorNote.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedJsonException e) {
            throw new IOException(folder.resolve(NOTE) + ": " + e.pointer() + " " + e.getMessage(), e);
        }
    }

    /// Hands every record that is whole to `reader`, in the order of the segments. The same row may come twice.
    public Contents read(Consumer<MirrorRow> reader) throws IOException {
        return whole().read(reader);
    }

    /// Reads all of it, for who needs it more than once.
    public Whole whole() throws IOException {
        var found = new ArrayList<Found>();
        for (Segment segment : segments()) {
            found.add(segment.rows());
        }
        return new Whole(found);
    }

    /// All that was in the folder.
    public static final class Whole {
        private final List<Found> segments;

        private Whole(List<Found> segments) {
            this.segments = List.copyOf(segments);
        }

        /// Every record that is whole, in the order of the segments. The same row may come twice.
        public Stream<MirrorRow> rows() {
            return segments.stream().flatMap(found -> found.rows.stream());
        }

        /// As [MirrorFolder#read].
        public Contents read(Consumer<MirrorRow> reader) {
            long rows = 0;
            var torn = new ArrayList<String>();
            for (Found found : segments) {
                found.rows.forEach(reader);
                rows += found.rows.size();
                if (found.wholeBytes < found.bytes) {
                    torn.add(found.file.getFileName() + " after " + found.wholeBytes + " of " + found.bytes
                            + " bytes");
                }
            }
            return new Contents(rows, torn);
        }

        List<Found> segments() {
            return segments;
        }
    }

    /// What was read.
    ///
    /// @param torn segments that end in something that is no record
    public record Contents(long rows, List<String> torn) {
        public Contents {
            torn = List.copyOf(torn);
        }
    }

    void write(MirrorNote note) throws IOException {
        DurableFile.replace(folder.resolve(NOTE), Json.write(note));
    }

    Path segment(long number) {
        return folder.resolve("fin-%08d.mirror".formatted(number));
    }

    List<Segment> segments() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var found = new ArrayList<Segment>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Matcher name = SEGMENT.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    found.add(new Segment(Long.parseLong(name.group(1)), file));
                }
            }
        } catch (UncheckedIOException e) {
            // What comes later in the folder cannot be listed.
            throw e.getCause();
        }
        return found;
    }

    record Segment(long number, Path file) {
        /// A segment is 16 MiB and one group at most.
        Found rows() throws IOException {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            var rows = new ArrayList<MirrorRow>();
            if (bytes.limit() < MirrorFormat.MAGIC.length || !Arrays.equals(MirrorFormat.MAGIC,
                    Arrays.copyOf(bytes.array(), MirrorFormat.MAGIC.length))) {
                return new Found(file, rows, 0, bytes.limit());
            }
            bytes.position(MirrorFormat.MAGIC.length);
            for (var row = MirrorFormat.next(bytes); row.isPresent(); row = MirrorFormat.next(bytes)) {
                rows.add(row.get());
            }
            return new Found(file, rows, bytes.position(),
                    isRoom(bytes) ? bytes.position() : bytes.limit());
        }
    }

    /// Zeros up to the end are where the next records would have gone.
    private static boolean isRoom(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    record Found(Path file, List<MirrorRow> rows, long wholeBytes, long bytes) {}
}
