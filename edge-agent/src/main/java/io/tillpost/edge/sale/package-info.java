/// Sales: lines, tax, what is paid and what remains, and the gap-free number of a completed one. Called by the till and by
/// `payment`, always inside a unit of work that the caller opened.
@NullMarked
package io.tillpost.edge.sale;

import org.jspecify.annotations.NullMarked;
