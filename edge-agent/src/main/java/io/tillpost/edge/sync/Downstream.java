package io.tillpost.edge.sync;

import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.Downlink.Welcome;

/// Hears what head office says beside the journal: commands and configuration. Called on the sync thread, so it must
/// return at once; what it throws begins a new connection.
public interface Downstream {
    /// Nobody listens.
    Downstream NONE = new Downstream() {};

    /// A message about a command came on the present connection. It may come again, late, or out of order.
    default void came(CommandMessage message) {}

    /// A pointer to a configuration came; nothing of it is proven.
    default void cameConfiguration(String signed) {}

    /// Head office has welcomed this agent.
    default void welcomed(Welcome welcome) {}

    /// Head office lets the hellos of this connection go unanswered, for minutes already. Said again with each one.
    default void unheard() {}

    /// The version of head office's configuration that counts here, 0 if none does.
    default long configVersion() {
        return 0;
    }
}
