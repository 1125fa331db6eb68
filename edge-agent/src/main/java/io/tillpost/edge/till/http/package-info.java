/// The till's HTTP API (docs/reference/agent-api.md) on Helidon. Called by the root.
@NullMarked
package io.tillpost.edge.till.http;

import org.jspecify.annotations.NullMarked;
