package io.tillpost.edge.sync;

import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import java.util.Optional;
import java.util.UUID;

/// A connection that may lose, repeat and reorder what it carries. No call blocks or throws; what comes of it is told to
/// the [Listener], or not at all.
public interface Wire extends AutoCloseable {
    /// Begins one attempt to connect and to subscribe; `nonce` names it. An earlier connection is given up.
    void connect(UUID nonce, Listener listener);

    /// Gives up the connection; the listener hears nothing more of it.
    void disconnect();

    /// Sends a hello, if connected.
    void send(Hello hello, Optional<HeadSignature> signature);

    /// Sends a batch, if connected.
    void send(BatchHeader header, Optional<HeadSignature> signature, byte[] payload);

    /// Sends a report on a command, if connected.
    default void send(CommandReport report) {}

    @Override
    void close();

    /// Hears of one connection. Called from any thread.
    interface Listener {
        /// Connected and subscribed.
        void connected(UUID nonce);

        /// The attempt failed or the connection is gone.
        void disconnected(UUID nonce, Cause cause, String detail);

        /// Head office said something.
        void received(UUID nonce, Downlink message);

        /// Head office said something about a command.
        default void received(UUID nonce, CommandMessage message) {}

        /// Head office said something that this version cannot read.
        default void unreadable(UUID nonce, String detail) {}

        /// A pointer to a configuration, as it came. May come before [#connected].
        default void configuration(UUID nonce, String signed) {}
    }

    /// Why a connection is gone.
    enum Cause {
        /// Anything that goes away by itself: line, broker, certificate.
        LOST,
        /// Another box connected under this agent's name.
        TAKEN_OVER
    }
}
