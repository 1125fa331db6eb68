package io.tillpost.protocol.trace;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// W3C Trace Context, version 00 ("Trace Context", 3.2), as it stands in headers, events and messages:
/// `00-<trace>-<span>-<flags>`.
public final class TraceParent {
    private static final Pattern SHAPE = Pattern
            .compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID_START = 3;
    private static final int TRACE_ID_END = 35;
    private static final int FLAGS_START = 53;
    private static final String SAMPLED = "01";
    private static final String NOT_SAMPLED = "00";

    private TraceParent() {}

    /// A new trace, which nobody is asked to record.
    public static String fresh(RandomGenerator random) {
        return text(trace(random), span(random), NOT_SAMPLED);
    }

    /// A new trace to be recorded.
    public static String sampled(RandomGenerator random) {
        return text(trace(random), span(random), SAMPLED);
    }

    /// The caller's trace with a span of our own; a new trace where the caller sent none or a malformed one.
    public static String continued(@Nullable String incoming, RandomGenerator random) {
        return incoming != null && SHAPE.matcher(incoming).matches()
                ? text(incoming.substring(TRACE_ID_START, TRACE_ID_END), span(random),
                        incoming.substring(FLAGS_START))
                : fresh(random);
    }

    /// The trace of what has an id: always the same one, to be recorded. The id's second half, which is random, is the span.
    public static String of(UUID id) {
        return text(hex(id.getMostSignificantBits()) + hex(id.getLeastSignificantBits()),
                hex(id.getLeastSignificantBits()), SAMPLED);
    }

    private static String text(String trace, String span, String flags) {
        return "00-" + trace + "-" + span + "-" + flags;
    }

    private static String trace(RandomGenerator random) {
        return hex(random.nextLong()) + span(random);
    }

    /// Never all zeros, which would be none.
    private static String span(RandomGenerator random) {
        return hex(random.nextLong() | 1);
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }
}
