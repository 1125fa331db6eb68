package io.tillpost.central.broker;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.sync.Topics;
import java.util.Set;

/// Who a certificate belongs to, and which topics that one may write and read. The broker is the outer wall only:
/// head office checks again that topic, certificate and envelope name the same store.
sealed interface Client {
    /// Whether this client may publish to `topic` (no wildcards).
    boolean mayWrite(String topic);

    /// Whether this client may subscribe to `filter` (wildcards, without the `$share/group/` prefix).
    boolean mayRead(String filter);

    /// The box in one store.
    record Agent(String tenant, String store) implements Client {
        public Agent {
            Names.check("tenant", tenant);
            Names.check("store", store);
        }

        @Override
        public boolean mayWrite(String topic) {
            // None beside these: each topic that is written to takes room for good.
            return new Topics(store).fromAgent().contains(topic);
        }

        @Override
        public boolean mayRead(String filter) {
            // Likewise: each filter that is subscribed to is a queue.
            return new Topics(store).toAgent().contains(filter);
        }
    }

    /// A node of head office.
    record Central() implements Client {
        private static final Set<String> WHOLE_TOPICS = Set.of("hello", "state");

        @Override
        public boolean mayWrite(String topic) {
            return topic.startsWith(ROOT) && rest(topic).startsWith("dn/");
        }

        @Override
        public boolean mayRead(String filter) {
            return filter.startsWith(ROOT)
                    && (rest(filter).startsWith("up/") || WHOLE_TOPICS.contains(rest(filter)));
        }

        /// What follows the store, or nothing.
        private static String rest(String topic) {
            int slash = topic.indexOf('/', ROOT.length());
            return slash <= ROOT.length() ? "" : topic.substring(slash + 1);
        }
    }

    /// What all our topics begin with.
    String ROOT = "tillpost/1/";
}
