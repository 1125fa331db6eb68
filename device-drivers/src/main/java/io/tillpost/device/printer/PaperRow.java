package io.tillpost.device.printer;

import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Size;

/// One thing that happens to the paper, in printing order: what a [Document] becomes once the paper's width is known.
public sealed interface PaperRow {
    /// One printed line that fits the width. The text holds neither control characters nor surrogates, so one `char`
    /// is one column (two at [Size#DOUBLE]).
    record Line(String text, Alignment alignment, Size size, boolean bold) implements PaperRow {
        /// An empty line.
        public static final Line EMPTY = new Line("", Alignment.LEFT, Size.NORMAL, false);
    }

    /// A bar code, in the middle of the line, without its content in letters.
    record Barcode(Code128 symbol, int moduleDots, int heightDots) implements PaperRow {
        /// Its width without the quiet zones.
        public int widthDots() {
            return symbol.modules() * moduleDots;
        }
    }

    /// The knife.
    record Cut() implements PaperRow {}

    /// The drawer's pulse.
    record Pulse() implements PaperRow {}
}
