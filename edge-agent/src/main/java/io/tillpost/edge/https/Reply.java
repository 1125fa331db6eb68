package io.tillpost.edge.https;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A whole answer.
///
/// @param status RFC 9110, section 15
/// @param headers the last of each name, whatever its letters' case
/// @param provenUntil the end of the certificate by which the server proved itself; absent without TLS
public record Reply(int status, Map<String, String> headers, byte[] body, @Nullable Instant provenUntil) {
    /// All went well.
    public static final int OK = 200;

    public Reply {
        var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = sorted;
    }

    /// A header's value.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// The server's clock, to the second (RFC 9110, section 6.6.1), if it says one that can be read.
    public Optional<Instant> date() {
        try {
            return header("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// The same of a server that proved itself; empty without TLS.
    public Optional<ProvenTime> provenTime() {
        Instant until = provenUntil;
        return until == null ? Optional.empty() : date().map(now -> new ProvenTime(now, until));
    }

    /// The status alone: bodies hold tokens.
    @Override
    public String toString() {
        return "Reply[" + status + "]";
    }
}
