/// Asks head office's HTTPS interface for the rows that it holds of this agent's journals. Only the composition root makes
/// it; `sync` uses it through [io.tillpost.edge.sync.TailSource].
@NullMarked
package io.tillpost.edge.sync.https;

import org.jspecify.annotations.NullMarked;
