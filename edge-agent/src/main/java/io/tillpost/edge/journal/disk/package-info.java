/// Room on the disk: how much there is, and what follows when it runs out. Knows nothing of what is written.
@NullMarked
package io.tillpost.edge.journal.disk;

import org.jspecify.annotations.NullMarked;
