package io.tillpost.device.printer.escpos;

/// One byte that a printer sent, told apart by its fixed bits. Epson, "ESC/POS Command Reference": DLE EOT, GS r, GS a.
sealed interface EscPosAnswer {
    /// Answer to DLE EOT: fixed bits 0xx1xx10.
    record RealTime(int bits) implements EscPosAnswer {}

    /// Answer to GS r: fixed bits 0xx0xxxx. It proves that everything sent before the question was done.
    record InBand(int bits) implements EscPosAnswer {}

    /// First of four bytes that a printer with automatic status back sends unasked: fixed bits 0xx1xx00.
    record AutomaticStatus() implements EscPosAnswer {}

    /// XON, XOFF, or nothing we know.
    record Noise() implements EscPosAnswer {}

    /// Classifies one byte.
    static EscPosAnswer of(byte received) {
        int bits = received & 0xff;
        if ((bits & 0x93) == 0x12) {
            return new RealTime(bits);
        }
        if ((bits & 0x93) == 0x10) {
            return new AutomaticStatus();
        }
        return (bits & 0x90) == 0 ? new InBand(bits) : new Noise();
    }
}
