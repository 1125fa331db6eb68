/// The messages between an agent and head office, their topics and their wire form (docs/reference/sync.md).
@NullMarked
package io.tillpost.protocol.sync;

import org.jspecify.annotations.NullMarked;
