/// What waits in this box for head office, and why. Reads alone: nothing can be taken out of the queue, since the journal
/// has no gaps.
@NullMarked
package io.tillpost.edge.queue;

import org.jspecify.annotations.NullMarked;
