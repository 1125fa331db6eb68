/// Carries the journal to head office: what to send, when to send it again, and what an answer means, as plain state
/// machines without threads or network. MQTT is in `sync.mqtt`. Only the composition root and status pages use it.
@NullMarked
package io.tillpost.edge.sync;

import org.jspecify.annotations.NullMarked;
