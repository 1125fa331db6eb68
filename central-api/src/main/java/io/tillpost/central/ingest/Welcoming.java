package io.tillpost.central.ingest;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.LaneHead;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// What an agent must do with a journal, decided from where both sides stand. Pure.
///
/// | condition, the first that holds | action |
/// |---|---|
/// | a journal of a higher epoch was welcomed | FENCED |
/// | another journal of the same epoch was welcomed | FORK |
/// | the journal belongs to another agent or store, or does not begin with its genesis hash | FENCED |
/// | it is unknown, and rows that it stands on are missing: head office was restored to before it | FORK |
/// | it is unknown, and the agent was acknowledged in it | REWIND |
/// | head office has more than the agent, or hashes differ at a common row | FORK |
/// | head office has less than the agent was acknowledged | REWIND |
/// | else | CONTINUE |
final class Welcoming {
    /// The incident of an agent that has to fork.
    static final String FORKED = "journal-fork";

    private Welcoming() {}

    /// The action, and what a person must know of it.
    ///
    /// @param incident kind of the incident to raise, absent if all is as it should be
    record Decision(Action action, @Nullable String incident, String evidence) {
        private static Decision quiet(Action action) {
            return new Decision(action, null, "");
        }
    }

    /// @param genesis hash that the journal must begin with
    /// @param known the journal as head office has it
    /// @param newest the newest welcomed journal of the lane, which may be the same
    /// @param hashAt hash of a committed row of a journal
    static Decision decide(LaneHead head, String store, String agent, Hash genesis,
            Optional<JournalState> known, Optional<JournalState> newest,
            BiFunction<UUID, Long, Optional<Hash>> hashAt) {
        long epoch = head.journal().epoch();
        long newestEpoch = newest.map(journal -> journal.key().epoch()).orElse(0L);
        if (epoch < newestEpoch) {
            return new Decision(Action.FENCED, "journal-fenced",
                    "epoch " + epoch + ", but epoch " + newestEpoch + " was welcomed");
        }
        if (known.isEmpty()) {
            return epoch == newestEpoch
                    ? new Decision(Action.FORK, FORKED,
                            "a second journal of epoch " + epoch + " beside "
                                    + newest.map(journal -> journal.key().journalId()).orElseThrow())
                    : unknown(head, genesis, hashAt);
        }
        return known(head, store, agent, genesis, known.get(),
                seq -> hashAt.apply(head.journal().journalId(), seq));
    }

    private static Decision unknown(LaneHead head, Hash genesis,
            BiFunction<UUID, Long, Optional<Hash>> hashAt) {
        boolean beginsRight = (head.ackedSeq() > 0 || head.ackedHash().equals(genesis))
                && (head.lastSeq() > 0 || head.headHash().equals(genesis));
        if (!beginsRight) {
            return new Decision(Action.FENCED, "journal-foreign",
                    "its genesis hash is not the one of this tenant, store and parent");
        }
        Optional<Parent> missing = Optional.ofNullable(head.standsOn())
                .orElse(List.of())
                .stream()
                .filter(row -> !hashAt.apply(row.journalId(), row.seq()).equals(Optional.of(row.hash())))
                .findFirst();
        if (missing.isPresent()) {
            return new Decision(Action.FORK, "journal-parent-lost",
                    "it stands on row " + missing.get().seq() + " of journal " + missing.get().journalId()
                            + ", which is not here: head office was restored to before it");
        }
        if (head.ackedSeq() == 0) {
            return Decision.quiet(Action.CONTINUE);
        }
        return new Decision(Action.REWIND, "journal-lost",
                "the agent was acknowledged up to " + head.ackedSeq() + " of a journal that is unknown here");
    }

    private static Decision known(LaneHead head, String store, String agent, Hash genesis,
            JournalState known, LongFunction<Optional<Hash>> hashAt) {
        if (!known.key().equals(head.journal()) || !known.store().equals(store)
                || !known.agent().equals(agent)) {
            return new Decision(Action.FENCED, "journal-foreign", "it is known as " + known.key()
                    + " of agent '" + known.agent() + "' in store '" + known.store() + "'");
        }
        if (known.headSeq() > head.lastSeq()) {
            return new Decision(Action.FORK, FORKED, "head office has row " + known.headSeq()
                    + ", the agent's last is " + head.lastSeq());
        }
        if (known.headSeq() == head.lastSeq() && !known.headHash().equals(head.headHash())) {
            return new Decision(Action.FORK, FORKED, "hashes differ at row " + head.lastSeq());
        }
        if (head.ackedSeq() > known.headSeq()) {
            return new Decision(Action.REWIND, "journal-rewound", "the agent was acknowledged up to "
                    + head.ackedSeq() + ", head office has " + known.headSeq());
        }
        Optional<Hash> ours = head.ackedSeq() == 0 ? Optional.of(genesis) : hashAt.apply(head.ackedSeq());
        return ours.equals(Optional.of(head.ackedHash()))
                ? Decision.quiet(Action.CONTINUE)
                : new Decision(Action.FORK, FORKED, "hashes differ at row " + head.ackedSeq());
    }
}
