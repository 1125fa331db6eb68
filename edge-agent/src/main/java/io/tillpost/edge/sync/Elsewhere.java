package io.tillpost.edge.sync;

import java.util.concurrent.Executor;

/// Two places to run: what blocks runs away from the conversation, and what comes of it at home, on the conversation's
/// own thread.
///
/// @param away one task at a time
/// @param home later, or at once where there is one thread only
record Elsewhere(Executor away, Executor home) {}
