/// A receipt printer without hardware: it takes ESC/POS on a pseudo-terminal or a TCP port, answers like a printer, and
/// its paper comes out as text files. For the demo, for evaluation and for tests; no driver may call it.
@NullMarked
package io.tillpost.device.simulator.printer;

import org.jspecify.annotations.NullMarked;
