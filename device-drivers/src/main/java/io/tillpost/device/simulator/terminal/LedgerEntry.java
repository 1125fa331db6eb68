package io.tillpost.device.simulator.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of the terminal's ledger: a flat JSON object of texts and whole numbers. The format is documented in
/// docs/reference/terminal-simulator.md; others read the file, never this class.
record LedgerEntry(Kind kind, Map<String, Object> values) {
    enum Kind {
        CHARGE("charge"), REVERSAL("reversal"), DECLINED("declined"), BATCH_TOTAL(
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

    long number(String key) {
        return values.get(key) instanceof Long number ? number : 0;
    }

    String text(String key) {
        Object value = values.get(key);
        return value == null ? "" : value.toString();
    }
}
