/// Card payments: the only owner of an attempt's state, from before the terminal's first byte to the proof of what became
/// of it. Called by the till.
@NullMarked
package io.tillpost.edge.payment;

import org.jspecify.annotations.NullMarked;
