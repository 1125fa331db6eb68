package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.PaperRow;
import java.util.List;

/// Where paper and pulses of a virtual printer go. Called from the printer's one thread.
interface PaperOutput {
    /// A piece of paper that was cut off.
    void receipt(List<PaperRow> rows);

    /// One pulse on the drawer's cable.
    void pulse();
}
