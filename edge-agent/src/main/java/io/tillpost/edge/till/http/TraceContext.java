package io.tillpost.edge.till.http;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// W3C Trace Context, version 00 ("Trace Context", 3.2).
public final class TraceContext {
    private static final Pattern SHAPE = Pattern
            .compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID_START = 3;
    private static final int TRACE_ID_END = 35;
    private static final int FLAGS_START = 53;

    private TraceContext() {}

    /// A new trace.
    public static String fresh(RandomGenerator random) {
        return "00-" + hex(random.nextLong()) + hex(random.nextLong() | 1) + "-" + hex(random.nextLong() | 1)
                + "-00";
    }

    /// The caller's trace with a span of our own; a new trace where the caller sent none or a malformed one.
    static String continued(String incoming, RandomGenerator random) {
        return SHAPE.matcher(incoming).matches()
                ? "00-" + incoming.substring(TRACE_ID_START, TRACE_ID_END) + "-" + hex(random.nextLong() | 1)
                        + "-" + incoming.substring(FLAGS_START)
                : fresh(random);
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }
}
