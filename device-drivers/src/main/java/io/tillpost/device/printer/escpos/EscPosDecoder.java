package io.tillpost.device.printer.escpos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Cuts a byte stream into ESC/POS commands. A command may come in pieces; what is incomplete waits for the next call.
/// For one thread. Commands and lengths: Epson, "ESC/POS Command Reference".
public final class EscPosDecoder {
    private static final int LF = 0x0a;
    private static final int DLE = 0x10;
    private static final int ESC = 0x1b;
    private static final int GS = 0x1d;
    private static final int CODE128 = 73;
    private static final int NEEDS_MORE = -1;

    private byte[] pending = {};
    private int at;

    /// The commands that are complete with these bytes, in order.
    public List<EscPosCommand> feed(byte[] bytes) {
        byte[] joined = Arrays.copyOf(pending, pending.length + bytes.length);
        System.arraycopy(bytes, 0, joined, pending.length, bytes.length);
        pending = joined;
        at = 0;
        var commands = new ArrayList<EscPosCommand>();
        for (int length = length(); length != NEEDS_MORE; length = length()) {
            command(length).ifPresent(commands::add);
            at += length;
        }
        pending = Arrays.copyOfRange(pending, at, pending.length);
        return commands;
    }

    private int length() {
        int left = pending.length - at;
        if (left == 0) {
            return NEEDS_MORE;
        }
        int length = switch (peek(0)) {
            case ESC -> left < 2 ? NEEDS_MORE : escapeLength(peek(1));
            case GS -> left < 2 ? NEEDS_MORE : groupLength(left);
            case DLE -> left < 2 ? NEEDS_MORE : realTimeLength(left);
            default -> peek(0) < 0x20 ? 1 : textLength();
        };
        return length > left ? NEEDS_MORE : length;
    }

    private static int escapeLength(int code) {
        return switch (code) {
            case '@', '2', '<', 'S', 'L', 'i', 'm' -> 2;
            case '$', '\\' -> 4;
            case 'p' -> 5;
            default -> 3;
        };
    }

    private int groupLength(int left) {
        return switch (peek(1)) {
            case 'V' -> left < 3 ? NEEDS_MORE : peek(2) < 'A' ? 3 : 4;
            case 'L', 'W', '$', '\\', 'P' -> 4;
            case 'k' -> left < 4 ? NEEDS_MORE : barcodeLength(left);
            case '(' -> left < 5 ? NEEDS_MORE : 5 + word(3);
            case 'v' -> left < 8 ? NEEDS_MORE : 8 + word(4) * word(6);
            default -> 3;
        };
    }

    /// Kinds 0 to 6 end with a zero byte; the others begin with their length.
    private int barcodeLength(int left) {
        if (peek(2) >= 'A') {
            return 4 + peek(3);
        }
        int end = 3;
        while (end < left && peek(end) != 0) {
            end++;
        }
        return end < left ? end + 1 : NEEDS_MORE;
    }

    private int realTimeLength(int left) {
        if (peek(1) != 0x14) {
            return 3;
        }
        return left < 3 ? NEEDS_MORE : peek(2) == 8 ? 10 : 5;
    }

    private int textLength() {
        int end = at;
        while (end < pending.length && (pending[end] & 0xff) >= 0x20) {
            end++;
        }
        return end - at;
    }

    private Optional<EscPosCommand> command(int length) {
        byte[] bytes = Arrays.copyOfRange(pending, at, at + length);
        return switch (peek(0)) {
            case ESC -> Optional.of(escape(bytes));
            case GS -> Optional.of(group(bytes));
            case DLE -> Optional.of(realTime(bytes));
            case LF -> Optional.of(new EscPosCommand.LineFeed());
            // CR, NUL and the like do nothing on a serial or network printer.
            default -> peek(0) < 0x20 ? Optional.empty() : Optional.of(new EscPosCommand.Text(bytes));
        };
    }

    private EscPosCommand escape(byte[] bytes) {
        return switch (peek(1)) {
            case '@' -> new EscPosCommand.Initialise();
            case 't' -> new EscPosCommand.SelectCodePage(peek(2));
            case 'E' -> new EscPosCommand.Bold((peek(2) & 1) == 1);
            case 'a' -> new EscPosCommand.Justify(peek(2) % '0');
            case 'd' -> new EscPosCommand.FeedLines(peek(2));
            case 'p' -> new EscPosCommand.Pulse();
            case 'i', 'm' -> new EscPosCommand.Cut();
            default -> new EscPosCommand.Other(bytes);
        };
    }

    private EscPosCommand group(byte[] bytes) {
        return switch (peek(1)) {
            case '!' -> new EscPosCommand.CharacterSize(((peek(2) >> 4) & 7) + 1, (peek(2) & 7) + 1);
            case 'V' -> new EscPosCommand.Cut();
            case 'h' -> new EscPosCommand.BarcodeHeight(peek(2));
            case 'w' -> new EscPosCommand.BarcodeModule(peek(2));
            case 'k' -> peek(2) == CODE128
                    ? new EscPosCommand.Barcode(Arrays.copyOfRange(bytes, 4, bytes.length))
                    : new EscPosCommand.Other(bytes);
            case 'r' -> new EscPosCommand.TransmitStatus(peek(2) % '0');
            case 'a' -> new EscPosCommand.AutomaticStatus(peek(2));
            default -> new EscPosCommand.Other(bytes);
        };
    }

    private EscPosCommand realTime(byte[] bytes) {
        return switch (peek(1)) {
            case 0x04 -> new EscPosCommand.RealTimeStatus(peek(2));
            case 0x05 -> new EscPosCommand.Recover(peek(2));
            case 0x14 -> peek(2) == 1 ? new EscPosCommand.RealTimePulse() : new EscPosCommand.Other(bytes);
            default -> new EscPosCommand.Other(bytes);
        };
    }

    private int peek(int offset) {
        return pending[at + offset] & 0xff;
    }

    private int word(int offset) {
        return peek(offset) + (peek(offset + 1) << 8);
    }
}
