package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import io.tillpost.edge.journal.mirror.MirrorNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Whose mirror a box writes to and believes: its own. One that does not say which box's it is comes from a version of
/// before, and whoever is first takes it over. One in the journal's own folder is the box's under any name.
///
/// @param journalFolder of this box
record MirrorOwner(String tenant, String store, String agent, Path journalFolder) {

    static MirrorOwner of(Origin origin, Path journalFolder) {
        return new MirrorOwner(origin.tenant(), origin.store(), origin.agent(), journalFolder);
    }

    /// Why what is there is not this box's, for people; empty if it is, or if there is nothing.
    Optional<String> objection(MirrorFolder there) throws IOException {
        Optional<MirrorNote> note = there.note();
        if (note.isPresent() && !note.get().isOf(tenant, store)) {
            return Optional.of(there.path() + " holds the mirror of store " + note.get().tenant() + "/"
                    + note.get().store() + "; it is left alone");
        }
        Optional<String> other = there.agent().filter(name -> !name.equals(agent));
        return other.isEmpty() || isInJournalFolder(there.path())
                ? Optional.empty()
                : Optional.of(there.path() + " holds the mirror of agent '" + other.get()
                        + "', and this is agent '" + agent + "'; it is left alone. Each box needs a folder of"
                        + " its own. If this box was '" + other.get()
                        + "' before, or takes its place, delete "
                        + there.agentFile());
    }

    /// Says that the mirror there is this box's. Throws [IOException] if it is another's, or that cannot be written.
    void claim(MirrorFolder there) throws IOException {
        require(there);
        there.agent(agent);
    }

    /// Throws [IOException] if what is there is another's.
    void require(MirrorFolder there) throws IOException {
        Optional<String> objection = objection(there);
        if (objection.isPresent()) {
            throw new IOException(objection.get());
        }
    }

    private boolean isInJournalFolder(Path mirror) {
        return mirror.toAbsolutePath().normalize().startsWith(journalFolder.toAbsolutePath().normalize());
    }
}
