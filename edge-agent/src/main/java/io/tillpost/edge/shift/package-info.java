/// Shifts: a till is open for business or it is not, on which business date, and what cash should lie in its drawer.
/// Called by the till and by `sale`, always inside a unit of work that the caller opened.
@NullMarked
package io.tillpost.edge.shift;

import org.jspecify.annotations.NullMarked;
