package io.tillpost.device.printer.escpos;

import io.tillpost.device.printer.PrinterStatus;

/// The bits of the four real-time status bytes, for both sides of the wire. Epson, "ESC/POS Command Reference",
/// DLE EOT; drawer pin high = open: Epson, ePOS SDK, "drawer".
public final class StatusBits {
    private static final int FIXED = 0x12;
    private static final int DRAWER_PIN_HIGH = 0x04;
    private static final int OFFLINE = 0x08;
    private static final int COVER_OPEN = 0x04;
    private static final int STOPPED_BY_PAPER_END = 0x20;
    private static final int ERROR = 0x40;
    private static final int CUTTER_ERROR = 0x08;
    private static final int ANY_ERROR = 0x6c;
    private static final int NEAR_END = 0x0c;
    private static final int PAPER_END = 0x60;

    private StatusBits() {}

    static PrinterStatus status(int printer, int offline, int error, int paper) {
        boolean recEmpty = (paper & PAPER_END) != 0 || (offline & STOPPED_BY_PAPER_END) != 0;
        boolean coverOpen = (offline & COVER_OPEN) != 0;
        boolean fault = (error & ANY_ERROR) != 0 || (offline & ERROR) != 0;
        // Offline with no cause given is a cause we do not know, e.g. the feed button held down.
        boolean unexplained = (printer & OFFLINE) != 0 && !recEmpty && !coverOpen;
        return new PrinterStatus(true, coverOpen, recEmpty, (paper & NEAR_END) != 0,
                (printer & DRAWER_PIN_HIGH) != 0, fault || unexplained);
    }

    /// The byte that a printer in this state answers to DLE EOT `kind`, 1 to 4.
    public static int answer(int kind, PrinterStatus status) {
        return FIXED | switch (kind) {
            case 1 -> flag(status.drawerOpened(), DRAWER_PIN_HIGH) | flag(!status.canPrint(), OFFLINE);
            case 2 -> flag(status.coverOpen(), COVER_OPEN) | flag(status.recEmpty(), STOPPED_BY_PAPER_END)
                    | flag(status.fault(), ERROR);
            case 3 -> flag(status.fault(), CUTTER_ERROR);
            case 4 -> flag(status.recNearEnd(), NEAR_END) | flag(status.recEmpty(), PAPER_END);
            default -> throw new IllegalArgumentException("DLE EOT " + kind + ", expected 1 to 4");
        };
    }

    /// The byte that a printer in this state answers to GS r `kind`: 1 paper, 2 drawer.
    public static int inBandAnswer(int kind, PrinterStatus status) {
        return kind == 2
                ? flag(status.drawerOpened(), 0x01)
                : flag(status.recNearEnd(), 0x03) | flag(status.recEmpty(), NEAR_END);
    }

    private static int flag(boolean on, int bits) {
        return on ? bits : 0;
    }
}
