/// ZVT messages and how they are cut out of a byte stream, on a serial line and over TCP. Knows no meaning of them; used
/// by the driver and by the simulated terminal.
@NullMarked
package io.tillpost.device.terminal.zvt.frame;

import org.jspecify.annotations.NullMarked;
