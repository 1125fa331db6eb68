package io.tillpost.edge.journal.mirror;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.protocol.journal.JournalKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes the mirror: appends records to the newest segment and gives segments up whose records are not needed any more.
/// For one thread. After an [IOException] it is of no use; another one is begun.
public final class Mirror implements AutoCloseable {
    /// A segment that has grown to this is followed by another one.
    public static final long SEGMENT_BYTES = 16L << 20;
    /// Room is made in zeros this far ahead: to sync a file that grows costs five times as much as one that does not.
    private static final int ROOM_BYTES = 1 << 20;
    private static final int PIECE_BYTES = 1 << 16;
    /// An open segment that nobody needs is not worth an exchange before it has this.
    private static final long WORTH_BYTES = 1L << 20;

    private final MirrorFolder folder;
    private final long segmentBytes;
    private final List<Full> full = new ArrayList<>();
    private final long firstNumber;
    private long number;
    private long size;
    /// How far the open segment's file goes; zeros from `size` on.
    private long room;
    private long lastSeq;
    private @Nullable JournalKey lastJournal;
    private @Nullable FileChannel channel;

    private record Full(Path file, @Nullable JournalKey journal, long lastSeq) {}

    private Mirror(MirrorFolder folder, long number, long segmentBytes) {
        this.folder = folder;
        this.number = number;
        this.firstNumber = number;
        this.segmentBytes = segmentBytes;
    }

    /// Goes on after what is there, in a segment of its own: what a crash has left at the end of the newest one stays as it
    /// is.
    ///
    /// @param there what the folder holds; nothing has come or gone since
    public static Mirror resume(Path path, MirrorNote note, MirrorFolder.Contents there) throws IOException {
        return resume(path, note, there, SEGMENT_BYTES);
    }

    static Mirror resume(Path path, MirrorNote note, MirrorFolder.Contents there, long segmentBytes)
            throws IOException {
        Mirror mirror = begun(path, note, segmentBytes, false);
        there.segments()
                .forEach(one -> mirror.full.add(new Full(one.file(), one.lastJournal(), one.lastSeq())));
        return mirror;
    }

    /// Begins from nothing. What is there stays until [#dropOlder], so that a crash on the way leaves one of the two; if it
    /// comes to nothing, [MirrorFolder#dropUnfinished] deletes what it has written.
    public static Mirror anew(Path path, MirrorNote note) throws IOException {
        return begun(path, note, SEGMENT_BYTES, true);
    }

    private static Mirror begun(Path path, MirrorNote note, long segmentBytes, boolean beside)
            throws IOException {
        DurableFile.folder(path);
        var folder = new MirrorFolder(path);
        var there = folder.segments();
        var mirror = new Mirror(folder, there.isEmpty() ? 1 : there.getLast().number() + 1, segmentBytes);
        if (beside) {
            folder.unfinished(mirror.number);
        }
        folder.write(note);
        mirror.open();
        return mirror;
    }

    /// The keys that what comes next is sealed with; on disk when this returns.
    public void note(MirrorNote note) throws IOException {
        folder.write(note);
    }

    /// Appends the rows, which are on disk when this returns. One journal's, in order.
    public void append(List<MirrorRow> rows) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        JournalKey journal = rows.getFirst().journal();
        if (lastJournal != null && (size >= segmentBytes || !journal.equals(lastJournal))) {
            exchange();
        }
        ByteBuffer bytes = MirrorFormat.encode(rows);
        FileChannel open = opened();
        makeRoom(open, size + bytes.remaining());
        DurableFile.write(open, bytes, size);
        open.force(false);
        size += bytes.limit();
        lastSeq = rows.getLast().seq();
        lastJournal = journal;
    }

    /// On disk with the next sync, which is the one of the records. A disk without that much room may have enough for them.
    private void makeRoom(FileChannel open, long wanted) throws IOException {
        if (wanted <= room) {
            return;
        }
        ByteBuffer zeros = ByteBuffer.allocate(PIECE_BYTES);
        try {
            for (long end = Math.max(wanted, room + ROOM_BYTES); room < end; room += PIECE_BYTES) {
                DurableFile.write(open, zeros.clear(), room);
            }
        } catch (IOException e) {
            open.truncate(size);
            room = size;
        }
    }

    /// Head office has all rows of `journal` up to `seq`: segments that have nothing else go.
    public void acknowledged(JournalKey journal, long seq) throws IOException {
        if (journal.equals(lastJournal) && lastSeq <= seq && size >= Math.min(WORTH_BYTES, segmentBytes)) {
            exchange();
        }
        drop(one -> one.journal == null || (one.journal.equals(journal) && one.lastSeq <= seq));
    }

    /// Rows of other journals are not needed any more: they stand in `journal` again, or head office has them.
    public void onlyOf(JournalKey journal) throws IOException {
        drop(one -> !journal.equals(one.journal));
    }

    /// What was there before this mirror began is not needed any more.
    public void dropOlder() throws IOException {
        // First: what is not finished goes at the next start.
        folder.finished();
        for (MirrorFolder.Segment segment : folder.segments()) {
            if (segment.number() < firstNumber) {
                Files.delete(segment.file());
            }
        }
        DurableFile.syncFolder(folder.segment(number));
    }

    private void drop(Predicate<Full> unneeded) throws IOException {
        boolean gone = false;
        for (Iterator<Full> all = full.iterator(); all.hasNext();) {
            Full one = all.next();
            if (unneeded.test(one)) {
                Files.deleteIfExists(one.file);
                all.remove();
                gone = true;
            }
        }
        if (gone) {
            DurableFile.syncFolder(folder.segment(number));
        }
    }

    private void exchange() throws IOException {
        close();
        full.add(new Full(folder.segment(number), lastJournal, lastSeq));
        lastJournal = null;
        lastSeq = 0;
        number++;
        open();
    }

    private void open() throws IOException {
        Path file = folder.segment(number);
        FileChannel created = DurableFile.create(file);
        channel = created;
        DurableFile.write(created, ByteBuffer.wrap(MirrorFormat.MAGIC));
        created.force(true);
        DurableFile.syncFolder(file);
        size = MirrorFormat.MAGIC.length;
        room = size;
    }

    private FileChannel opened() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException("the mirror was closed");
        }
        return open;
    }

    /// Leaves all records as they are on disk, without the room behind them.
    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try (open) {
                open.truncate(size);
            }
        }
    }
}
