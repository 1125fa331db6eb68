package io.tillpost.device.printer;

import java.util.List;

/// A receipt, independent of any printer: rendered to ESC/POS, text, PNG or PDF from the same model. Widths are in
/// characters of the normal font.
public record Document(List<Element> elements) {
    public Document {
        elements = List.copyOf(elements);
    }

    /// One thing on the paper, top down.
    public sealed interface Element {
        /// Text, wrapped at the paper's width.
        record Text(String text, Alignment alignment, Size size, boolean bold) implements Element {
            /// Left-aligned text in the normal font.
            public static Text plain(String text) {
                return new Text(text, Alignment.LEFT, Size.NORMAL, false);
            }
        }

        /// Text at the left and at the right edge of one line; a left part that is too long is wrapped.
        record Columns(String left, String right, boolean bold) implements Element {}

        /// The cells of one row of a table, all equally wide: the first one at the left, the others to the right of theirs. Where they
        /// do not fit they are written one after the other.
        record Cells(List<String> cells) implements Element {
            public Cells {
                cells = List.copyOf(cells);
                if (cells.isEmpty()) {
                    throw new IllegalArgumentException("a row without cells, expected at least one");
                }
            }
        }

        /// A horizontal rule over the whole width.
        record Rule() implements Element {}

        /// A bar code, in the middle; its content as text where it does not fit or cannot be.
        record Barcode(String content) implements Element {}

        /// Empty lines.
        record Feed(int lines) implements Element {}

        /// Feeds to the knife and cuts.
        record Cut() implements Element {}

        /// Pulses the cash drawer.
        record DrawerPulse() implements Element {}
    }

    /// Where text stands on the line.
    public enum Alignment {
        LEFT, CENTRE, RIGHT
    }

    /// How large text is.
    public enum Size {
        NORMAL, DOUBLE_HEIGHT, DOUBLE
    }
}
