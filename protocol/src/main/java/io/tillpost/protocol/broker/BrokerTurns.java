package io.tillpost.protocol.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Gives each connection attempt its broker: the one that worked last, else the next of the list. The order is drawn anew
/// for each start, so that a fleet spreads over all brokers. Safe for use by all threads.
public final class BrokerTurns {
    private final RandomGenerator random;
    private List<BrokerAddress> known = List.of();
    private List<BrokerAddress> order = List.of();
    private int at;
    private boolean works;

    /// @param random draws the order
    public BrokerTurns(RandomGenerator random) {
        this.random = random;
    }

    /// The broker for the next attempt. A list that differs from the one before is drawn anew; a broker that worked and is
    /// still in it stays first. Throws [IllegalArgumentException] for an empty list.
    public synchronized BrokerAddress next(List<BrokerAddress> brokers) {
        if (brokers.isEmpty()) {
            throw new IllegalArgumentException("no broker in the list, expected at least one");
        }
        if (brokers.equals(known)) {
            at = works ? at : (at + 1) % order.size();
        } else {
            draw(brokers);
        }
        works = false;
        return order.get(at);
    }

    private void draw(List<BrokerAddress> brokers) {
        var drawn = new ArrayList<>(brokers);
        // Not Collections.shuffle: it takes a Random alone.
        for (int left = drawn.size(); left > 1; left--) {
            Collections.swap(drawn, left - 1, random.nextInt(left));
        }
        int kept = works ? drawn.indexOf(order.get(at)) : -1;
        known = List.copyOf(brokers);
        order = List.copyOf(drawn);
        at = Math.max(kept, 0);
    }

    /// The broker of the last [#next] took us in: the next attempt goes there, too.
    public synchronized void worked() {
        works = !order.isEmpty();
    }
}
