/// The agent's program: its composition root and its commands.
@NullMarked
package io.tillpost.edge;

import org.jspecify.annotations.NullMarked;
