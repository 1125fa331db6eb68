/// The business events of a store and the envelope each travels in. The agent writes them, head office reads them.
@NullMarked
package io.tillpost.protocol.event;

import org.jspecify.annotations.NullMarked;
