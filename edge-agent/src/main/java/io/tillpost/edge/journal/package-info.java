/// The store's durable memory: the event journal and the state that goes with it, in one SQLite file with one writer.
/// Every room that changes anything does so in a unit of work that this room commits.
@NullMarked
package io.tillpost.edge.journal;

import org.jspecify.annotations.NullMarked;
