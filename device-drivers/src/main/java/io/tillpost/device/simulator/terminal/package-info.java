/// A card terminal that is not there: it speaks ZVT from the terminal's side, keeps its own ledger in a file, and fails
/// in every way that was asked for. Written independently of the driver; they share frames only.
@NullMarked
package io.tillpost.device.simulator.terminal;

import org.jspecify.annotations.NullMarked;
