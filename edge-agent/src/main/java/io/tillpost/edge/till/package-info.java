/// The local interface of the agent: who may call, what was asked already, and which room answers. Called by the root.
@NullMarked
package io.tillpost.edge.till;

import org.jspecify.annotations.NullMarked;
