package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.Origin;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which journals a folder has, in a file beside them: that there was a journal is known after its file is gone.
record KnownJournals(String tenant, String store, List<Known> lanes) {
    private static final String FILE = "journal.known";

    KnownJournals {
        lanes = List.copyOf(lanes);
    }

    /// @param genesis what the journal's first row follows
    record Known(Lane lane, UUID journal, long epoch, Hash genesis) {
        JournalKey key() {
            return new JournalKey(lane, journal, epoch);
        }
    }

    static KnownJournals of(Sql sql, Lanes lanes, Origin origin) {
        var known = new ArrayList<Known>();
        for (Lane lane : Lane.values()) {
            JournalKey key = lanes.key(sql, lane);
            known.add(new Known(lane, key.journalId(), key.epoch(), JournalTable.genesis(sql, lane)));
        }
        return new KnownJournals(origin.tenant(), origin.store(), known);
    }

    /// Empty where there is none, or none that can be read.
    static Optional<KnownJournals> in(Path folder) {
        try {
            return Optional.of(Json.read(Files.readAllBytes(folder.resolve(FILE)), KnownJournals.class));
        } catch (IOException | MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /// Writes it unless it says so already.
    void keep(Path folder) throws IOException {
        if (!in(folder).equals(Optional.of(this))) {
            DurableFile.replace(folder.resolve(FILE), Json.write(this));
        }
    }

    Optional<Known> of(Lane lane) {
        return lanes.stream().filter(one -> one.lane == lane).findFirst();
    }
}
