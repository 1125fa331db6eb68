package io.tillpost.central.http;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// W3C Trace Context, version 00 ("Trace Context", 3.2): keeps the caller's trace and gives this hop a span of its own.
final class TraceContext {
    private static final Pattern SHAPE = Pattern
            .compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID_START = 3;
    private static final int TRACE_ID_END = 35;
    private static final int FLAGS_START = 53;

    private TraceContext() {}

    /// What this request says onwards: a new trace where the caller sent none or a malformed one.
    static String continued(@Nullable String incoming, RandomGenerator random) {
        String span = HexFormat.of().toHexDigits(random.nextLong() | 1);
        if (incoming != null && SHAPE.matcher(incoming).matches()) {
            return "00-" + incoming.substring(TRACE_ID_START, TRACE_ID_END) + "-" + span + "-"
                    + incoming.substring(FLAGS_START);
        }
        String trace = HexFormat.of().toHexDigits(random.nextLong())
                + HexFormat.of().toHexDigits(random.nextLong() | 1);
        return "00-" + trace + "-" + span + "-00";
    }
}
