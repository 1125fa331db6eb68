package io.tillpost.edge.journal.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The mirror's files, to be read: by whoever writes them, after the journal was lost, or for a check. A segment whose end
/// is torn says what it has up to there.
public final class MirrorFolder {
    private static final String NOTE = "mirror.json";
    /// The name of its agent, beside the note: programs of before read the note, and refuse one that says more.
    private static final String AGENT = "mirror.agent";
    /// There while a mirror is made anew beside the one that is there: the number of its first segment.
    private static final String UNFINISHED = "mirror.unfinished";
    private static final String LEFT = "left-";
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

    /// Whose it is: the name of its agent. Empty where that was never said.
    public Optional<String> agent() throws IOException {
        try {
            return Optional.of(new String(Files.readAllBytes(agentFile()), UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// It is that agent's from now on; on disk when this returns.
    public void agent(String name) throws IOException {
        if (!agent().equals(Optional.of(name))) {
            DurableFile.folder(folder);
            DurableFile.replace(agentFile(), (name + "\n").getBytes(UTF_8));
        }
    }

    /// The file that says whose it is.
    public Path agentFile() {
        return folder.resolve(AGENT);
    }

    /// Hears of a record, and where it lies.
    @FunctionalInterface
    public interface Reader {
        /// Called in the order of the segments. The same row may come twice.
        ///
        /// @param at for [#row]
        void read(MirrorRow row, Place at);
    }

    /// Where a record lies.
    ///
    /// @param segment its file, shared by all records of it
    /// @param at in bytes
    public record Place(Path segment, long at) {}

    /// Hands every record that is whole to `reader`, one at a time: none is held here.
    public Contents read(Reader reader) throws IOException {
        return read(reader, (_, e) -> {
            throw e;
        });
    }

    /// The same, but a segment that cannot be read to its end is told of, and what the others have is read all the same.
    public Contents read(Reader reader, Broken broken) throws IOException {
        var found = new ArrayList<Found>();
        for (Segment segment : segments()) {
            try {
                found.add(segment.read(reader));
            } catch (IOException e) {
                broken.segment(segment.file, e);
            }
        }
        return new Contents(found);
    }

    /// Hears of a segment that cannot be read.
    @FunctionalInterface
    public interface Broken {
        void segment(Path file, IOException why) throws IOException;
    }

    /// The names, sizes and times of its segments: while they are the same, so is what is in them. Empty where there are none.
    public String shape() throws IOException {
        var shape = new StringBuilder();
        for (Segment segment : segments()) {
            shape.append(segment.file.getFileName()).append(' ').append(Files.size(segment.file)).append(' ')
                    .append(Files.getLastModifiedTime(segment.file)).append('\n');
        }
        return shape.toString();
    }

    /// The record that lies there. Throws [IOException] if there is none any more.
    public MirrorRow row(Place place) throws IOException {
        try (var segment = SegmentReader.of(place.segment, place.at)) {
            return segment.next()
                    .orElseThrow(() -> new IOException(
                            place.segment + " has no record at " + place.at + " any more"));
        }
    }

    /// What was read.
    public static final class Contents {
        private final List<Found> segments;

        private Contents(List<Found> segments) {
            this.segments = List.copyOf(segments);
        }

        /// How many records.
        public long rows() {
            return segments.stream().mapToLong(Found::rows).sum();
        }

        /// Segments that end in something that is no record.
        public List<String> torn() {
            return segments.stream().filter(found -> found.wholeBytes < found.bytes)
                    .map(found -> found.file.getFileName() + " after " + found.wholeBytes + " of "
                            + found.bytes
                            + " bytes")
                    .toList();
        }

        List<Found> segments() {
            return segments;
        }
    }

    /// Segments from that one on are of a mirror that is being made, and of no use before [#finished].
    void unfinished(long first) throws IOException {
        DurableFile.replace(folder.resolve(UNFINISHED), Long.toString(first).getBytes(UTF_8));
    }

    /// All segments count from now on.
    void finished() throws IOException {
        Path note = folder.resolve(UNFINISHED);
        if (Files.deleteIfExists(note)) {
            DurableFile.syncFolder(note);
        }
    }

    /// Deletes what an attempt to make the mirror anew has left that did not come to its end; what was there before it stays.
    /// Returns whether there was one. To be called only while nobody writes to it, and when nothing has to be recovered.
    public boolean dropUnfinished() throws IOException {
        Path note = folder.resolve(UNFINISHED);
        long first;
        try {
            first = Long.parseLong(new String(Files.readAllBytes(note), UTF_8).strip());
        } catch (NoSuchFileException e) {
            return false;
        } catch (NumberFormatException e) {
            // Nobody can tell which they are: they go with the next one that is whole.
            first = Long.MAX_VALUE;
        }
        for (Segment segment : segments()) {
            if (segment.number >= first) {
                Files.deleteIfExists(segment.file);
            }
        }
        finished();
        return true;
    }

    /// Puts all that is there into a folder within it, as it is: nobody looks there again. To be called only while nobody
    /// writes to it. Wherever it breaks off, both parts can be opened. Answers where it lies.
    public Path putAside() throws IOException {
        int number = 1;
        while (Files.exists(folder.resolve(LEFT + number))) {
            number++;
        }
        Path aside = folder.resolve(LEFT + number);
        DurableFile.folder(aside);
        try {
            if (Files.exists(folder.resolve(NOTE))) {
                DurableFile.replace(aside.resolve(NOTE), Files.readAllBytes(folder.resolve(NOTE)));
            }
            for (Segment segment : segments()) {
                Files.move(segment.file, aside.resolve(segment.file.getFileName()));
            }
        } catch (IOException e) {
            dropIfNothingMoved(aside);
            throw e;
        }
        Files.deleteIfExists(folder.resolve(NOTE));
        DurableFile.syncFolder(aside.resolve(NOTE));
        DurableFile.syncFolder(aside);
        return aside;
    }

    /// What is tried again every 30 s must not leave a folder each time.
    private static void dropIfNothingMoved(Path aside) throws IOException {
        if (new MirrorFolder(aside).segments().isEmpty()) {
            Files.deleteIfExists(aside.resolve(NOTE));
            Files.deleteIfExists(aside);
        }
    }

    void write(MirrorNote note) throws IOException {
        DurableFile.replace(folder.resolve(NOTE), Json.write(note));
    }

    Path segment(long number) {
        return folder.resolve(String.format(Locale.ROOT, "fin-%08d.mirror", number));
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
        Found read(Reader reader) throws IOException {
            try (var records = SegmentReader.of(file)) {
                long rows = 0;
                MirrorRow last = null;
                long at = records.at();
                for (var row = records.next(); row.isPresent(); row = records.next()) {
                    last = row.get();
                    reader.read(last, new Place(file, at));
                    at = records.at();
                    rows++;
                }
                return new Found(file, rows, last == null ? null : last.journal(),
                        last == null ? 0 : last.seq(), at,
                        at > 0 && records.isOver() ? at : records.bytes());
            }
        }
    }

    /// What a segment had.
    ///
    /// @param lastJournal of its last record; absent if it has none
    record Found(Path file, long rows, @Nullable JournalKey lastJournal, long lastSeq, long wholeBytes,
            long bytes) {}
}
