package io.tillpost.protocol.sync;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The MQTT topics between one store and head office, `tillpost/1/{store}/…`. All QoS 1 but
/// telemetry, which goes at most once; `state` and `dn/cfg` retained.
public record Topics(String store) {
    /// What head office's nodes subscribe to, as shared subscriptions of one group.
    public static final String ALL_UP = "$share/ingest/tillpost/1/+/up/#";
    /// The hellos of all stores, likewise.
    public static final String ALL_HELLO = "$share/ingest/tillpost/1/+/hello";
    /// Presence of all stores; every node sees it.
    public static final String ALL_STATE = "tillpost/1/+/state";

    private static final String ROOT = "tillpost/1/";

    public Topics {
        Names.check("store", store);
    }

    /// Batches of one lane, agent to head office.
    public String up(Lane lane) {
        return ROOT + store + "/up/" + lane.wireName();
    }

    /// [Hello], after every connect and every ten minutes.
    public String hello() {
        return ROOT + store + "/hello";
    }

    /// [Downlink]: welcome, ack, nack.
    public String down() {
        return ROOT + store + "/dn/ack";
    }

    /// Commands to the agent.
    public String command() {
        return ROOT + store + "/dn/cmd";
    }

    /// Results of commands.
    public String result() {
        return ROOT + store + "/up/rsp";
    }

    /// Pointer to the store's configuration, retained.
    public String config() {
        return ROOT + store + "/dn/cfg";
    }

    /// Presence of the agent, retained; also its will.
    public String state() {
        return ROOT + store + "/state";
    }

    /// All that an agent publishes to.
    public List<String> fromAgent() {
        return Stream.concat(Stream.of(Lane.values()).map(this::up), Stream.of(result(), hello(), state()))
                .toList();
    }

    /// All that an agent subscribes to, none with a wildcard.
    public List<String> toAgent() {
        return List.of(down(), command(), config());
    }

    /// The store in a topic of ours; empty for any other topic.
    public static Optional<Topics> parse(String topic) {
        String[] steps = topic.split("/", -1);
        boolean ours = steps.length >= 4 && topic.startsWith(ROOT);
        try {
            return ours ? Optional.of(new Topics(steps[2])) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
