/// A whole head office as it is installed: PostgreSQL, broker and node, each a process of its own, and boxes that were
/// enrolled with it. Benches of what stores send use it.
@NullMarked
package io.tillpost.bench.office;

import org.jspecify.annotations.NullMarked;
