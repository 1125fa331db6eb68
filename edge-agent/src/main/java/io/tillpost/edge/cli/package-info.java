/// Commands that ask the agent that runs on this machine, over its own API: they see what a till sees, and open nothing of the
/// agent's themselves. Put together by the root, whose commands are those that open the journal, the box's identity or devices.
@NullMarked
package io.tillpost.edge.cli;

import org.jspecify.annotations.NullMarked;
