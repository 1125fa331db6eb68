package io.tillpost.edge;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.BoxKeys;
import io.tillpost.edge.enrolment.EnrolmentException;
import io.tillpost.edge.enrolment.MasterSupply;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/// The one master key of a box, whichever of its parts asks first: a new one is made only while neither a journal nor the
/// identity is sealed under another. Safe for use by all threads and by several programs at once.
record StoreMaster(AgentConfig config, Machine machine) implements MasterSupply {
    /// For the identity.
    @Override
    public MasterKey masterKey(Set<String> wanted) throws IOException {
        try {
            return forData(wanted);
        } catch (MasterKeyException | JournalClosedException e) {
            throw new EnrolmentException(String.valueOf(e.getMessage()));
        }
    }

    /// Throws [MasterKeyException].
    ///
    /// @param wanted fingerprints of the keys that open what whoever asks has
    MasterKey forData(Set<String> wanted) {
        var keys = machine.masterKeys();
        var source = config.masterKey();
        return keys.find(source).orElseGet(() -> {
            try {
                return keys.forData(source, wanted.isEmpty() ? everywhere() : wanted);
            } catch (MasterKeyException e) {
                // Another program of this box may have made it at the same moment: then that one counts.
                return keys.find(source).orElseThrow(() -> e);
            }
        });
    }

    private Set<String> everywhere() {
        var all = new TreeSet<String>();
        all.addAll(SqliteJournal.wantedMasters(config.dataFolder()));
        all.addAll(SqliteJournal.wantedMasters(SellingRooms.trainingFolder(config)));
        try {
            all.addAll(BoxKeys.wanted(Box.folder(config)));
        } catch (IOException e) {
            throw new MasterKeyException(String.valueOf(e.getMessage()));
        }
        return all;
    }
}
