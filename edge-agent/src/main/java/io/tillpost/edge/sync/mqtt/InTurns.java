package io.tillpost.edge.sync.mqtt;

import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.broker.BrokerTurns;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/// Several brokers under one identity: each connection attempt goes to the next of them, unless the last one worked.
public final class InTurns implements Broker {
    private final Broker identity;
    private final Addresses addresses;
    private final BrokerTurns turns;

    /// Asked before each connection, so that a list that head office has changed needs no restart.
    public interface Addresses {
        /// At least one.
        List<BrokerAddress> known() throws IOException;
    }

    /// @param identity who we are at all of them
    /// @param random draws in which order they are tried
    public InTurns(Broker identity, Addresses addresses, RandomGenerator random) {
        this.identity = identity;
        this.addresses = addresses;
        this.turns = new BrokerTurns(random);
    }

    @Override
    public Endpoint endpoint() throws IOException {
        return identity.endpoint();
    }

    @Override
    public Endpoint next() throws IOException {
        return identity.endpoint().at(turns.next(addresses.known()));
    }

    @Override
    public void accepted() {
        turns.worked();
        identity.accepted();
    }

    @Override
    public void refused(String detail) {
        identity.refused(detail);
    }

    @Override
    public String note() {
        return identity.note();
    }
}
