package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out before a journal is opened whether its file is one to go on with, and puts one that is not aside.
final class Mending {
    private static final Logger LOG = System.getLogger(Mending.class.getName());
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);

    private final Folder folder;
    private final Path path;
    private final Origin origin;
    private final Clock clock;
    private final @Nullable Path mirror;

    Mending(Folder folder, Origin origin, Clock clock, @Nullable Path mirror) {
        this.folder = folder;
        this.path = folder.path();
        this.origin = origin;
        this.clock = clock;
        this.mirror = mirror;
    }

    /// Before the file is opened: what a crash has left undone is done, and a file that is gone is missed.
    void prepare() throws IOException {
        Optional<RecoveryNote> note = RecoveryNote.in(path);
        if (note.isPresent()) {
            if (note.get().isToBeMoved()) {
                moveAside(note.get());
            }
        } else if (folder.isEmpty() && wasThere()) {
            LOG.log(Level.ERROR, "{0} is gone, though there was a journal", folder.database());
            new RecoveryNote(RecoveryNote.MISSING, folder.database().getFileName() + " was gone", null, true,
                    List.of()).write(path);
        }
    }

    /// The present file is not to be gone on with.
    void putAside(String evidence) throws IOException {
        LOG.log(Level.ERROR, "the journal in {0} is damaged and is put aside: {1}", path, evidence);
        moveAside(RecoveryNote.in(path)
                .map(before -> before.again(evidence, List.of()))
                .orElseGet(() -> new RecoveryNote(RecoveryNote.DAMAGED, evidence, null, false, List.of())));
    }

    /// The note is on disk before the first file moves, and says so after the last.
    private void moveAside(RecoveryNote note) throws IOException {
        String name = note.aside() == null ? asideName(path, "damaged", clock) : note.aside();
        note.into(name, false).write(path);
        folder.moveAside(path.resolve(name));
        note.into(name, true).write(path);
    }

    static String asideName(Path folder, String what, Clock clock) {
        String name = what + "-" + STAMP.format(clock.instant());
        int more = 1;
        String free = name;
        while (Files.exists(folder.resolve(free))) {
            more++;
            free = name + "-" + more;
        }
        return free;
    }

    private boolean wasThere() {
        if (KnownJournals.in(path).isPresent()) {
            return true;
        }
        Path there = mirror;
        if (there == null) {
            return false;
        }
        try {
            var folder = new MirrorFolder(there);
            return folder.note().isPresent() && MirrorOwner.of(origin, path).objection(folder).isEmpty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the tail mirror cannot be read: {0}", e.getMessage());
            return true;
        }
    }
}
