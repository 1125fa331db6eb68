package io.tillpost.protocol.sync;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What head office tells an agent about its journals, on [Topics#down()].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({@JsonSubTypes.Type(value = Downlink.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = Downlink.Ack.class, name = "ack"),
    @JsonSubTypes.Type(value = Downlink.Nack.class, name = "nack")})
public sealed interface Downlink {
    /// Answers the [Hello] with this nonce. It alone may move an agent's cursor backwards.
    ///
    /// @param centralEpoch raised by every restore of head office's database
    /// @param helloSentAt the hello's own clock reading, returned so that the agent can bound its clock's offset
    /// @param setAside events of the store that head office has and counts for nothing: the first of them, oldest first
    record Welcome(UUID nonce, long centralEpoch, Instant serverTime, Instant helloSentAt, Credit credit,
            long configVersion, int pendingCommands, List<LaneWelcome> lanes, List<SetAside> setAside)
            implements
                Downlink {
        public Welcome {
            lanes = List.copyOf(lanes);
            setAside = List.copyOf(setAside);
        }

        /// Nothing is set aside.
        public Welcome(UUID nonce, long centralEpoch, Instant serverTime, Instant helloSentAt, Credit credit,
                long configVersion, int pendingCommands, List<LaneWelcome> lanes) {
            this(nonce, centralEpoch, serverTime, helloSentAt, credit, configVersion, pendingCommands, lanes,
                    List.of());
        }
    }

    /// An event that head office has taken and set aside.
    ///
    /// @param reason a stable word, e.g. `unreadable`
    /// @param detail in words
    record SetAside(UUID event, String reason, String detail) {}

    /// All rows up to `seq` are committed at head office. An ordinary ack only advances.
    ///
    /// @param credit what holds for the batches after it; absent: what held before
    record Ack(UUID batchId, JournalKey journal, long seq, Hash hash, @Nullable Credit credit)
            implements
                Downlink {
        /// What held before holds on.
        public Ack(UUID batchId, JournalKey journal, long seq, Hash hash) {
            this(batchId, journal, seq, hash, null);
        }

        /// The same, with what holds from now on.
        public Ack with(Credit next) {
            return new Ack(batchId, journal, seq, hash, next);
        }
    }

    /// The batch was not taken for a fault of transport; nothing was changed. `expectedSeq` is the row to go on with.
    record Nack(UUID batchId, JournalKey journal, long expectedSeq, Reason reason, String detail)
            implements
                Downlink {
        /// Why.
        public enum Reason {
            /// Rows are missing between what head office has and the batch's first.
            GAP,
            /// The bytes are damaged, too many, or not a batch.
            MALFORMED,
            /// The chain does not continue what head office has.
            CHAIN_BROKEN,
            /// Head office has not welcomed this journal: say hello first.
            NOT_WELCOMED,
            /// The journal is another store's or agent's than the topic's.
            FOREIGN,
            /// It is not signed by the box that the journal belongs to, or that box speaks for itself no more.
            UNPROVEN
        }
    }

    /// What to do with one journal. `ackedSeq` 0 and no hash if head office holds nothing of it.
    ///
    /// @param newestEpoch the highest epoch that head office has welcomed in this lane of this agent: whoever opens a
    ///        successor takes a higher one
    record LaneWelcome(JournalKey journal, long ackedSeq, @Nullable Hash ackedHash, Action action,
            long newestEpoch) {
        /// No other journal of the lane is newer.
        public LaneWelcome(JournalKey journal, long ackedSeq, @Nullable Hash ackedHash, Action action) {
            this(journal, ackedSeq, ackedHash, action, journal.epoch());
        }
    }

    /// What an agent must do with one journal before it sends.
    enum Action {
        /// Both sides agree.
        CONTINUE,
        /// Head office was restored and has less: send again from `ackedSeq` + 1.
        REWIND,
        /// Histories differ: seal the journal and open a new one that names its parent.
        FORK,
        /// A newer journal of this agent exists: stop sending, keep selling.
        FENCED
    }
}
