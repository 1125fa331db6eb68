/// The built-in MQTT 5 broker, a process of its own: stores and head office meet here and nowhere else. Nobody calls it;
/// it is reached over the wire, and an external broker may take its place.
@NullMarked
package io.tillpost.central.broker;

import org.jspecify.annotations.NullMarked;
