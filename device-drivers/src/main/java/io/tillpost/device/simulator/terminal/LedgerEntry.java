package io.tillpost.device.simulator.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of the terminal's ledger: a flat JSON object of texts and whole numbers. The format is documented in
/// docs/reference/terminal-simulator.md; others read the file, never this class.
record LedgerEntry(Kind kind, Map<String, Object> values) {
    enum Kind {
        CHARGE("charge"), REFUND("refund"), REVERSAL("reversal"), DECLINED("declined"), BATCH_TOTAL(
                "batch-total"), BATCH_CLOSED(
                        "batch-closed");

        private final String written;

        Kind(String written) {
            this.written = written;
        }

        static Kind of(String written) {
            for (Kind kind : values()) {
                if (kind.written.equals(written)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("kind '" + written + "' in the terminal's ledger");
        }

        String written() {
            return written;
        }

        /// True for what has a receipt number and can be the last receipt.
        boolean hasReceipt() {
            return this == CHARGE || this == REFUND || this == REVERSAL;
        }
    }

    private static final Pattern PAIR = Pattern.compile("\"(\\w+)\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(-?\\d+))");

    LedgerEntry {
        values = new LinkedHashMap<>(values);
    }

    static LedgerEntry parse(String line) {
        var values = new LinkedHashMap<String, Object>();
        Matcher pair = PAIR.matcher(line);
        while (pair.find()) {
            Object value = pair.group(3) == null
                    ? pair.group(2).replaceAll("\\\\(.)", "$1")
                    : Long.valueOf(pair.group(3));
            values.put(pair.group(1), value);
        }
        Object kind = values.remove("kind");
        if (kind == null) {
            throw new IllegalArgumentException("a line of the terminal's ledger without a kind: " + line);
        }
        return new LedgerEntry(Kind.of(kind.toString()), values);
    }

    String line() {
        var json = new StringBuilder("{\"kind\":\"").append(kind.written).append('"');
        values.forEach((key, value) -> {
            json.append(",\"").append(key).append("\":");
            if (value instanceof Long number) {
                json.append(number.longValue());
            } else {
                json.append('"').append(value.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        });
        return json.append('}').toString();
    }

    /// The same line with another number in it.
    LedgerEntry with(String key, long number) {
        var changed = new LinkedHashMap<>(values);
        changed.put(key, number);
        return new LedgerEntry(kind, changed);
    }

    /// What this line adds to what the merchant has: a charge comes in, a refund goes out, a reversal undoes either.
    long netMinor() {
        long amount = number("amountMinor");
        return switch (kind) {
            case CHARGE -> amount;
            case REFUND -> -amount;
            case REVERSAL -> originalKind() == Kind.REFUND ? amount : -amount;
            case DECLINED, BATCH_TOTAL, BATCH_CLOSED -> 0;
        };
    }

    /// What a reversal took back. Ledgers of before there were refunds do not say.
    private Kind originalKind() {
        return text("originalKind").isEmpty() ? Kind.CHARGE : Kind.of(text("originalKind"));
    }

    long number(String key) {
        return values.get(key) instanceof Long number ? number : 0;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) {
        Object value = values.get(key);
        return value == null ? "" : value.toString();
    }
}
