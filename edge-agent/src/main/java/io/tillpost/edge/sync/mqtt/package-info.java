/// The MQTT 5 connection under `sync`: TLS with the agent's certificate, presence, publish and subscribe. Treated as a
/// datagram service; nothing is assumed to have arrived.
@NullMarked
package io.tillpost.edge.sync.mqtt;

import org.jspecify.annotations.NullMarked;
