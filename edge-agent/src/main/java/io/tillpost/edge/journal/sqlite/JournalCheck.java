package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Checks a store's journal as it lies on the disk, every page, row and record, and the tail mirror against it. Changes
/// nothing; an agent may be selling meanwhile.
public final class JournalCheck {
    /// An agent that sells is a moment ahead of what is read here.
    private static final int LOOKS = 3;

    private JournalCheck() {}

    /// What was found.
    ///
    /// @param state what follows from it
    /// @param detail in words
    /// @param lanes as far as they could be read
    public record Found(State state, String detail, List<BackupManifest.OfLane> lanes) {
        public Found {
            lanes = List.copyOf(lanes);
        }
    }

    /// How a journal is.
    public enum State {
        /// As it was written, and mirrored.
        INTACT,
        /// As it was written; the mirror lacks something, or there is none.
        NOT_MIRRORED,
        /// It goes on as a fork at the next start.
        RECOVERY_WAITS,
        /// Not what was written.
        DAMAGED
    }

    /// Checks it. Throws [IOException] if there is nothing to check, and what `keys` throws.
    ///
    /// @param mirror where the tail mirror should be
    /// @param progress hears how many records are opened, after some of them each time
    public static Found run(Path folder, @Nullable Path mirror, Origin origin, MasterKeySupply keys,
            SecureRandom random, LongConsumer progress) throws IOException {
        Path database = Folder.existing(folder)
                .orElseThrow(() -> new IOException("there is no journal in " + folder));
        Optional<RecoveryNote> waiting = RecoveryNote.in(folder);
        try (Sql sql = Sql.readOnly(database)) {
            for (int look = 1;; look++) {
                List<Integer> known = KeyTable.numbers(sql);
                var inspection = new Inspection(sql, origin, Inspection.seal(sql, origin, keys, random),
                        progress);
                Found found = found(inspection, waiting, folder, mirror, origin);
                // What was sealed meanwhile with a key of that moment is no damage.
                if (found.state != State.DAMAGED || look == LOOKS
                        || known.equals(KeyTable.numbers(sql))) {
                    return found;
                }
            }
        } catch (JournalDamagedException e) {
            if (e.isForeign()) {
                throw e;
            }
            return damaged(e);
        } catch (SqliteFailure e) {
            if (e.isDamage()) {
                return damaged(e);
            }
            throw new IOException(database + ": " + e.getMessage(), e);
        }
    }

    private static Found damaged(RuntimeException e) {
        return new Found(State.DAMAGED, String.valueOf(e.getMessage()), List.of());
    }

    private static Found found(Inspection inspection, Optional<RecoveryNote> waiting, Path folder,
            @Nullable Path mirror, Origin origin) {
        List<BackupManifest.OfLane> lanes;
        try {
            lanes = inspection.whole();
        } catch (JournalDamagedException e) {
            return damaged(e);
        }
        if (waiting.isPresent()) {
            return new Found(State.RECOVERY_WAITS, waiting.get().cause() + ": " + waiting.get().evidence(),
                    lanes);
        }
        return mirrored(inspection, folder, mirror, origin, lanes);
    }

    private static Found mirrored(Inspection inspection, Path folder, @Nullable Path mirror, Origin origin,
            List<BackupManifest.OfLane> lanes) {
        if (MirrorFeed.isBehind(folder)) {
            return new Found(State.NOT_MIRRORED, "the tail mirror is being made anew or its device fails",
                    lanes);
        }
        String problem = "";
        for (int look = 0; look < LOOKS; look++) {
            MirrorTail tail = MirrorTail.of(mirror, MirrorOwner.of(origin, folder));
            problem = tail.problem().isEmpty()
                    ? notMirrored(inspection, tail)
                    : "tail mirror: " + tail.problem();
            Optional<String> ahead = inspection.shortOf(tail);
            if (ahead.isPresent()) {
                return new Found(State.DAMAGED, ahead.get(), lanes);
            }
            if (problem.isEmpty()) {
                return new Found(State.INTACT, "", lanes);
            }
        }
        return new Found(State.NOT_MIRRORED, problem, lanes);
    }

    /// In words; empty if all of it is mirrored.
    private static String notMirrored(Inspection inspection, MirrorTail tail) {
        try {
            return inspection.notMirrored(tail)
                    .map(row -> "row " + row + " of lane fin is not in the mirror")
                    .orElse("");
        } catch (IOException e) {
            return "tail mirror: " + e.getMessage();
        }
    }
}
