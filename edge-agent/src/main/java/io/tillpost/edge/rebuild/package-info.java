/// Tells every room of events that this box had forgotten, so that each brings its own records to where they would be had
/// the box written the events itself. Called by the journal, inside its unit of work; appends nothing.
@NullMarked
package io.tillpost.edge.rebuild;

import org.jspecify.annotations.NullMarked;
