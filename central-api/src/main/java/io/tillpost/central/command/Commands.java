package io.tillpost.central.command;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.sync.CommandReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The commands of all tenants.
public interface Commands {
    /// Keeps a new one, due at once.
    void add(Transaction transaction, String tenant, HeldCommand command);

    /// Lets nobody else add to this store until the transaction ends.
    void lockStore(Transaction transaction, String tenant, String store);

    /// How many of a store have not ended and may still begin, and how many were issued since `since`.
    Load load(Transaction transaction, String tenant, String store, Instant now, Instant since);

    /// See [#load].
    record Load(int open, int issuedLately) {}

    /// One command.
    Optional<HeldCommand> find(Transaction transaction, String tenant, UUID command);

    /// The same, locked until the transaction ends.
    Optional<HeldCommand> locked(Transaction transaction, String tenant, UUID command);

    /// The newest first, those before the id `before` if present, at most `limit`.
    ///
    /// @param state one state alone; absent: all
    List<HeldCommand> list(Transaction transaction, String tenant, String store, @Nullable String state,
            @Nullable UUID before, int limit);

    /// How many of an agent have not ended.
    int pending(Transaction transaction, String tenant, String agent);

    /// Those of an agent that have not ended, oldest first, locked; others that hold some are not waited for.
    List<HeldCommand> toSend(Transaction transaction, String tenant, String agent, int limit);

    /// Those of all agents that are connected and whose time to be sent has come; likewise.
    List<HeldCommand> due(Transaction transaction, Instant now, int limit);

    /// A command for a store was sent, and is sent again at `next` unless it ends.
    void sent(Transaction transaction, String store, UUID command, Instant next);

    /// The agent is to be asked not to begin it.
    void askToCancel(Transaction transaction, String tenant, UUID command, Instant now);

    /// An agent said how far it is.
    void reported(Transaction transaction, String tenant, CommandReport report, Instant now);

    /// It ends by our word: no agent can have it.
    void end(Transaction transaction, String tenant, UUID command, String state, String detail, Instant now);

    /// Ends those that no agent can have and that may not begin any more. Returns how many.
    int expireUnsent(Transaction transaction, Instant now);
}
