package io.tillpost.central.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;

/// The end of a connection whose client may still be sending. Closing while its bytes are unread would reset the
/// connection, and a reset takes the answer with it that the client has not read yet (RFC 9112, 9.6): so what still
/// comes is read and thrown away, until the client closes, falls silent or has had as long as it may take for an answer.
final class Farewell {
    /// Of the time a client may take for an answer, how much may pass without a byte.
    private static final int SILENCES_PER_ANSWER = 30;

    private Farewell() {}

    /// Returns when the socket may be closed. The watch counts the connection as one that waits: it makes room for
    /// others.
    static void wait(DataReader unread, Patience.Watch watch, Duration answer) {
        Duration silence = answer.dividedBy(SILENCES_PER_ANSWER);
        watch.waitForRequest(answer);
        try {
            while (watch.waitOn(silence, answer)) {
                unread.ensureAvailable();
                unread.skip(unread.available());
            }
        } catch (DataReader.InsufficientDataAvailableException | CloseConnectionException _) {
            // The client has closed, or the watch did.
        }
    }
}
