package io.tillpost.device.printer.escpos;

/// One ESC/POS command as it came over the wire. Byte codes and ranges: Epson, "ESC/POS Command Reference".
public sealed interface EscPosCommand {
    /// Printable bytes in the current code page.
    @SuppressWarnings("ArrayRecordComponent") // A piece of a stream; nobody compares two of them.
    record Text(byte[] bytes) implements EscPosCommand {}

    /// LF: prints the line.
    record LineFeed() implements EscPosCommand {}

    /// ESC d: prints the line and feeds `lines`.
    record FeedLines(int lines) implements EscPosCommand {}

    /// ESC @: back to the defaults.
    record Initialise() implements EscPosCommand {}

    /// ESC t.
    record SelectCodePage(int number) implements EscPosCommand {}

    /// ESC E.
    record Bold(boolean on) implements EscPosCommand {}

    /// GS !: factors 1 to 8.
    record CharacterSize(int width, int height) implements EscPosCommand {}

    /// ESC a: 0 left, 1 centre, 2 right.
    record Justify(int where) implements EscPosCommand {}

    /// GS h: how high the next bar codes are.
    record BarcodeHeight(int dots) implements EscPosCommand {}

    /// GS w: how wide a module of the next bar codes is.
    record BarcodeModule(int dots) implements EscPosCommand {}

    /// GS k 73: a bar code of the kind Code 128, by its data as the printer gets them, see [EscPosBarcode].
    @SuppressWarnings("ArrayRecordComponent") // A piece of a stream; nobody compares two of them.
    record Barcode(byte[] data) implements EscPosCommand {}

    /// GS V.
    record Cut() implements EscPosCommand {}

    /// ESC p: the drawer's pulse.
    record Pulse() implements EscPosCommand {}

    /// GS r: a status byte once everything before it is done; 1 paper, 2 drawer.
    record TransmitStatus(int kind) implements EscPosCommand {}

    /// GS a: which changes the printer reports by itself.
    record AutomaticStatus(int enabled) implements EscPosCommand {}

    /// DLE EOT: a status byte at once, even when the printer is offline; 1 printer, 2 offline cause, 3 error, 4 paper.
    record RealTimeStatus(int kind) implements EscPosCommand {}

    /// DLE DC4 1: the drawer's pulse at once, even when the printer is offline.
    record RealTimePulse() implements EscPosCommand {}

    /// DLE ENQ: 1 go on after an error, 2 clear the buffers and go on.
    record Recover(int how) implements EscPosCommand {}

    /// A command that changes nothing a receipt of ours depends on, by its first bytes.
    @SuppressWarnings("ArrayRecordComponent") // A piece of a stream; nobody compares two of them.
    record Other(byte[] bytes) implements EscPosCommand {}

    /// Whether the printer acts on it the moment it arrives, past everything that waits in its buffer.
    default boolean realTime() {
        return this instanceof RealTimeStatus || this instanceof RealTimePulse || this instanceof Recover;
    }
}
