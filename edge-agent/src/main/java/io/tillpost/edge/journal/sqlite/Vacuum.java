package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.JournalRefusedException.Reason;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.edge.journal.disk.Headroom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes the journal's file anew. What was deleted or overwritten is zeroed where it stood, but a page that was filled anew keeps
/// bytes of before in its unused part, and those may be in clear.
final class Vacuum {
    /// The copy, and the log in which it comes back.
    private static final int COPIES = 2;

    private final Writer writer;
    private final Path database;
    private final Headroom headroom;

    /// @param limits when the disk has too little room; absent: nobody looks
    Vacuum(Writer writer, Path database, @Nullable DiskLimits limits) {
        this.writer = writer;
        this.database = database;
        this.headroom = new Headroom(folder(database), limits);
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file : folder;
    }

    /// Between two groups; the tills wait meanwhile. Throws [JournalRefusedException] if there is no room for it, or another
    /// program holds the file.
    void run() {
        try {
            headroom.require("writing " + database + " anew, without what was in clear", folder(database),
                    COPIES * Files.size(database));
            writer.between(sql -> sql.script("vacuum"));
        } catch (IOException e) {
            throw new JournalRefusedException(Reason.DISK_FULL, String.valueOf(e.getMessage()), e);
        } catch (SqliteFailure e) {
            throw switch (e.kind()) {
                case FULL -> new JournalRefusedException(Reason.DISK_FULL, "no room to write " + database
                        + " anew, without what was in clear", e);
                case BUSY -> new JournalRefusedException(Reason.BUSY, "another program holds " + database, e);
                case CONSTRAINT, UNTRUSTED -> e;
            };
        }
    }
}
