/// The agent's program: its composition root, and the commands that need it.
@NullMarked
package io.tillpost.edge;

import org.jspecify.annotations.NullMarked;
