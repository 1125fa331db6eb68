package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.sqlite.Shelving.Spot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Beside the journal: when everything was last looked over, and how far a look at the records has come, so that a box that
/// is switched off in between gets to the end. Losing either makes a check too many.
final class CheckNote {
    private static final Logger LOG = System.getLogger(CheckNote.class.getName());

    private final Path done;
    private final Path under;
    private final Clock clock;

    CheckNote(Path database, Clock clock) {
        this.done = database.resolveSibling("journal.checked");
        this.under = database.resolveSibling("journal.checking");
        this.clock = clock;
    }

    /// By the box's clock: one that was set back makes one check too many.
    boolean isGood(Duration goodFor) {
        try {
            Instant last = Instant.parse(Files.readString(done).strip());
            Instant now = clock.instant();
            return !last.isAfter(now) && last.plus(goodFor).isAfter(now);
        } catch (IOException | DateTimeException e) {
            return false;
        }
    }

    void finished() {
        write(done, clock.instant().toString());
        try {
            Files.deleteIfExists(under);
        } catch (IOException e) {
            LOG.log(Level.INFO, "the next check of the records begins late: " + e);
        }
    }

    void cameTo(Spot record) {
        write(under, record.shelf() + "\n" + record.name());
    }

    /// Goes on where the last run of the agent stopped.
    RecordWalk walk(Seal seal) {
        try {
            List<String> spot = Files.readAllLines(under);
            if (spot.size() == 2) {
                return RecordWalk.after(seal, spot.getFirst(), spot.getLast());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the check of the records begins anew", e);
        }
        return RecordWalk.all(seal);
    }

    private static void write(Path file, String text) {
        try {
            DurableFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(Level.INFO, "how far the check has come could not be noted: " + e);
        }
    }
}
