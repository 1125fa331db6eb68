/// Room on the disk: how much there is, what follows when it runs out, and files that are whole or not there at all.
/// Knows nothing of what is written.
@NullMarked
package io.tillpost.edge.journal.disk;

import org.jspecify.annotations.NullMarked;
