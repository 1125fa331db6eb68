package io.tillpost.edge.sync;

import io.tillpost.protocol.sync.BatchHeader;
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
    void send(Hello hello);

    /// Sends a batch, if connected.
    void send(BatchHeader header, Optional<HeadSignature> signature, byte[] payload);

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
    }

    /// Why a connection is gone.
    enum Cause {
        /// Anything that goes away by itself: line, broker, certificate.
        LOST,
        /// Another box connected under this agent's name.
        TAKEN_OVER
    }
}
