package io.tillpost.edge.sync;

import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Remembers what is sent; the test says the rest.
final class SpokenWire implements Wire, Wire.Listener {
    final List<UUID> nonces = new ArrayList<>();
    final List<Hello> hellos = new ArrayList<>();
    final List<BatchHeader> batches = new ArrayList<>();
    private final Supplier<Conversation> conversation;

    SpokenWire(Supplier<Conversation> conversation) {
        this.conversation = conversation;
    }

    UUID nonce() {
        return nonces.getLast();
    }

    @Override
    public void connect(UUID nonce, Wire.Listener listener) {
        nonces.add(nonce);
    }

    @Override
    public void disconnect() {}

    @Override
    public void send(Hello hello, Optional<HeadSignature> signature) {
        hellos.add(hello);
    }

    @Override
    public void send(BatchHeader header, Optional<HeadSignature> signature, byte[] payload) {
        batches.add(header);
    }

    @Override
    public void close() {}

    @Override
    public void connected(UUID nonce) {
        conversation.get().connected(nonce);
    }

    @Override
    public void disconnected(UUID nonce, Wire.Cause cause, String detail) {
        conversation.get().disconnected(nonce, cause, detail);
    }

    @Override
    public void received(UUID nonce, Downlink message) {
        conversation.get().received(nonce, message);
    }
}
