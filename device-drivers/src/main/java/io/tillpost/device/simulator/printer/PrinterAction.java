package io.tillpost.device.simulator.printer;

/// What a hand can do to a printer.
public sealed interface PrinterAction {
    /// Takes the paper out at once.
    record PaperOut() implements PrinterAction {}

    /// Leaves paper for `lines` more lines, so that it can run out in the middle of a receipt.
    record PaperLeft(int lines) implements PrinterAction {
        public PaperLeft {
            if (lines < 0) {
                throw new IllegalArgumentException("paper for " + lines + " lines, expected 0 or more");
            }
        }
    }

    /// The near-end sensor sees the end of the roll.
    record PaperLow() implements PrinterAction {}

    /// Puts in a new roll. What waits in the printer's buffer comes out then, as with a real one.
    record PaperIn() implements PrinterAction {}

    /// Opens the cover.
    record OpenCover() implements PrinterAction {}

    /// Closes the cover.
    record CloseCover() implements PrinterAction {}

    /// Jams the knife.
    record Jam() implements PrinterAction {}

    /// Clears the jam.
    record ClearJam() implements PrinterAction {}

    /// Pulls the plug: the buffer is forgotten and nothing is answered.
    record PowerOff() implements PrinterAction {}

    /// Puts the plug in.
    record PowerOn() implements PrinterAction {}

    /// Pushes the drawer shut.
    record CloseDrawer() implements PrinterAction {}
}
