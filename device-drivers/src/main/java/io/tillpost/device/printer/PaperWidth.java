package io.tillpost.device.printer;

import java.util.OptionalInt;

/// How wide paper is, in characters and in dots. At least 20 white dots lie beside the printed width on either side: that is the
/// paper's own edge, 2.5 mm at 203 dots per inch, where 80 mm paper has 4 mm and 58 mm paper has 5 mm.
///
/// @param columns characters of the normal font, at least 8
/// @param dots across the printed width; 0 if nothing but text can be on it
public record PaperWidth(int columns, int dots) {
    /// Bars of one dot run into each other on thermal paper.
    private static final int MODULE_MIN = 2;
    /// 0.375 mm at 203 dots per inch; more makes a symbol no easier to read by hand scanners, only longer.
    private static final int MODULE_MAX = 3;
    private static final int EDGE_DOTS = 20;
    private static final int FONT_A_DOTS = 12;

    public PaperWidth {
        if (columns < 8) {
            throw new IllegalArgumentException("paper of " + columns + " columns, expected at least 8");
        }
        if (dots < 0) {
            throw new IllegalArgumentException("paper of " + dots + " dots, expected 0 or more");
        }
    }

    /// Paper of a printer whose normal font is 12 dots wide, as most have it.
    public static PaperWidth ofColumns(int columns) {
        return new PaperWidth(columns, columns * FONT_A_DOTS);
    }

    /// How many dots a module of the symbol is wide, at most, so that it fits with its quiet zones; empty if it does not.
    public OptionalInt moduleDots(Code128 symbol) {
        for (int module = MODULE_MAX; module >= MODULE_MIN; module--) {
            int quiet = Math.max(0, Code128.QUIET_MODULES * module - EDGE_DOTS);
            if (symbol.modules() * module + 2 * quiet <= dots) {
                return OptionalInt.of(module);
            }
        }
        return OptionalInt.empty();
    }
}
