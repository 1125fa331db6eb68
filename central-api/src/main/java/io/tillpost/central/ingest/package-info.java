/// Takes what the stores send: checks chain and identity, keeps every byte, posts, and acknowledges after COMMIT.
/// Only the MQTT part and the composition root call it.
@NullMarked
package io.tillpost.central.ingest;

import org.jspecify.annotations.NullMarked;
