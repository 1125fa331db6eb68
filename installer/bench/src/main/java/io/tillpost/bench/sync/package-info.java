/// `tillpost bench sync` and `tillpost bench fleet`: how fast, how fair and how complete the line from stores to head
/// office is, through the real agent's parts, broker, node and database. For the benches' main alone.
@NullMarked
package io.tillpost.bench.sync;

import org.jspecify.annotations.NullMarked;
