/// What head office asks this agent to do: each command is on disk before it begins, begins at most once where doing it
/// twice would matter, and its end is told until head office has it. The handlers are given by the root, by name.
@NullMarked
package io.tillpost.edge.command;

import org.jspecify.annotations.NullMarked;
