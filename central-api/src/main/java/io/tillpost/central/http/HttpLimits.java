package io.tillpost.central.http;

import java.time.Duration;

/// How much one client may take. The deadlines are our own: Helidon closes no slow client by itself.
///
/// @param connections open at once; more wait in the listen queue
/// @param concurrentRequests worked on at once; more are told to come back (503)
/// @param headerBytes request line and headers together
/// @param quiet how long a connection may take from its opening, or from an answer, to the next complete head
/// @param body how long a body may take on top of what [#SLOWEST_BODY_BYTES_PER_SECOND] needs for the route's limit
/// @param answer how long a client may take to receive an answer
/// @param stopping how long requests in flight get at a stop
public record HttpLimits(int connections, int concurrentRequests, int headerBytes, Duration quiet,
        Duration body,
        Duration answer, Duration stopping) {
    /// A client slower than this is cut off.
    static final int SLOWEST_BODY_BYTES_PER_SECOND = 256 * 1024;

    /// For production.
    ///
    /// 2,048 connections take some 40 MB of buffers. 256 requests are some ten per database connection: what waits
    /// longer than that is better told so. 16 KiB of headers hold the largest token twice. A keep-alive client polls
    /// within 60 s. A stop takes at most 10 s, which service managers wait for.
    public static HttpLimits defaults() {
        return new HttpLimits(2048, 256, 16 * 1024, Duration.ofSeconds(60), Duration.ofSeconds(30),
                Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    Duration bodyDeadline(Route.Body accepts) {
        return body.plusSeconds(accepts.maxBytes() / SLOWEST_BODY_BYTES_PER_SECOND);
    }
}
