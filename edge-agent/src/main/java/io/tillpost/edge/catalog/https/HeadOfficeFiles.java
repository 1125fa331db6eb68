package io.tillpost.edge.catalog.https;

import io.tillpost.edge.https.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Fetches other things than catalogues from head office, with tokens for one scope. Safe for use by all threads; one
/// asks at a time.
public final class HeadOfficeFiles implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final HeadOffice headOffice;

    /// @param scope that the things need, e.g. `configuration:read`
    /// @param nanos monotonic time
    public HeadOfficeFiles(HeadOfficeSettings settings, String scope, LongSupplier nanos) {
        this.headOffice = new HeadOffice(settings, nanos, scope);
    }

    /// What is at this path of its API. Throws [IOException] with a message for people for every answer but 200, and for
    /// more than `mostBytes`.
    public synchronized byte[] get(String path, int mostBytes) throws IOException {
        Reply answer = headOffice.get(path, mostBytes, WITHIN);
        if (answer.status() != Reply.OK) {
            throw new IOException("head office answers " + answer.status() + " when asked for " + path);
        }
        return answer.body();
    }

    @Override
    public void close() {
        headOffice.close();
    }
}
