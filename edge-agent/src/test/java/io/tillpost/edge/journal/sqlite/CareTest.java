package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.await;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who looks after a journal.
class CareTest {
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anErrorOfWhoeverIsToldEndsNoCare() {
        var failed = new AtomicBoolean();
        try (var journal = open(folder)) {
            journal.onTrouble(new Trouble() {
                @Override
                public void begun(String kind, String subject, String evidence) {
                    if (!failed.getAndSet(true)) {
                        throw new OutOfMemoryError("for a moment");
                    }
                    told.add(kind);
                }

                @Override
                public void over(String subject) {
                    told.add(subject + " is over");
                }
            });
            journal.care().say("backup", "backup-failed", "the folder is gone");
            await(failed::get);
            journal.care().say("disk", "disk-low", "little is free");
            await(() -> told.contains("disk-low"));
        }
    }
}
