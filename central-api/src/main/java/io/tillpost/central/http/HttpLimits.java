package io.tillpost.central.http;

import java.time.Duration;

/// How much one client may take. The deadlines are our own: Helidon closes no slow client by itself.
///
/// @param connections open at once; one more takes the place of one that idles and has shown no token
/// @param connectionsPerAddress the same for one address; 0 for any number
/// @param concurrentRequests worked on at once; more are told to come back (503)
/// @param headerBytes request line and headers together
/// @param greeting how long a connection may take from its opening, TLS included, to its first complete head
/// @param quiet how long it may take from an answer to the next complete head
/// @param body how long a body may take on top of what [#SLOWEST_BODY_BYTES_PER_SECOND] needs for the route's limit
/// @param answer how long a client may take to receive an answer
/// @param stopping how long requests in flight get at a stop
public record HttpLimits(int connections, int connectionsPerAddress, int concurrentRequests, int headerBytes,
        Duration greeting, Duration quiet, Duration body, Duration answer, Duration stopping) {
    /// A client slower than this is cut off.
    static final int SLOWEST_BODY_BYTES_PER_SECOND = 256 * 1024;

    /// Limits that treat all addresses and the first head like the rest.
    public HttpLimits(int connections, int concurrentRequests, int headerBytes, Duration quiet, Duration body,
            Duration answer, Duration stopping) {
        this(connections, 0, concurrentRequests, headerBytes, quiet, quiet, body, answer, stopping);
    }

    /// The same with a limit of connections for each address; 0 for none.
    public HttpLimits perAddress(int atMost) {
        return new HttpLimits(connections, atMost, concurrentRequests, headerBytes, greeting, quiet, body,
                answer,
                stopping);
    }

    /// For production.
    ///
    /// 2,048 connections take some 40 MB of buffers. 256 requests are some ten per database connection: what waits
    /// longer than that is better told so. 16 KiB of headers hold the largest token twice. Who connects
    /// has something to ask: 10 s. A keep-alive client polls within 60 s. A stop takes at most 10 s, which service managers wait for.
    public static HttpLimits defaults() {
        return new HttpLimits(2048, 0, 256, 16 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    Duration bodyDeadline(Route.Body accepts) {
        return body.plusSeconds(accepts.maxBytes() / SLOWEST_BODY_BYTES_PER_SECOND);
    }
}
