package io.tillpost.central.ingest;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.sync.CommandReport;

/// What else head office has to say to an agent that greets, and hears from it beside its journal: commands and
/// configuration.
public interface Downward {
    /// Nothing.
    Downward NONE = new Downward() {};

    /// Which version of the configuration is to count with this agent, which says that `reported` does.
    default long expectedConfigVersion(Transaction transaction, String tenant, String store, String agent,
            long reported) {
        return reported;
    }

    /// How many commands wait for this agent.
    default int pendingCommands(Transaction transaction, String tenant, String agent) {
        return 0;
    }

    /// An agent's welcome was committed and is on its way.
    ///
    /// @param configVersion that counts with the agent
    default void welcomed(String store, String agent, long configVersion) {}

    /// A report on a command came on this store's topic.
    default void reported(String store, CommandReport report) {}
}
