package io.tillpost.edge.till.http;

import io.helidon.webserver.http.ServerResponse;
import io.tillpost.edge.till.LiveStream;
import io.tillpost.edge.till.LiveStream.News;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// Sends news as server-sent events (WHATWG HTML, 9.2) until they end or the client is gone. A client that does not take a
/// line within seconds is hung up on: nothing is lost, it reads everything when it comes back.
final class EventStream {
    private static final Logger LOG = System.getLogger(EventStream.class.getName());
    /// Shorter than any proxy's patience, and how soon a client that went away is noticed.
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final LiveStream news;
    private final String page;
    private final LongSupplier nanoTime;
    private final Thread writer = Thread.currentThread();
    /// When the write that runs began; 0 while none does.
    private volatile long writingSince;

    private EventStream(LiveStream news, String page, LongSupplier nanoTime) {
        this.news = news;
        this.page = page;
        this.nanoTime = nanoTime;
    }

    /// @param page the version of the till page that this agent has
    /// @param nanoTime a monotonic clock
    static void send(LiveStream news, String page, ServerResponse response, LongSupplier nanoTime) {
        var stream = new EventStream(news, page, nanoTime);
        Thread watchdog = Thread.ofVirtual().name("live-watchdog").start(stream::watch);
        try (news; OutputStream out = response.outputStream()) {
            stream.pump(out);
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "a live stream ended: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watchdog.interrupt();
        }
    }

    private void pump(OutputStream out) throws IOException, InterruptedException {
        write(out, ": here\n\n" + event("page", new PageNews(page)));
        while (true) {
            switch (news.next(SIGN_OF_LIFE)) {
                case News.Changed(var what) -> write(out, event("changed", new Changed(
                        what.stream().sorted().map(topic -> topic.wireName()).toList())));
                case News.TakenOver taken -> {
                    write(out, event("taken-over", taken));
                    return;
                }
                case News.Quiet() -> write(out, ":\n\n");
                case News.Ended() -> {
                    return;
                }
            }
        }
    }

    private record PageNews(String version) {}

    private record Changed(List<String> what) {}

    private static String event(String name, Object data) {
        return "event: " + name + "\ndata: " + new String(Json.write(data), StandardCharsets.UTF_8) + "\n\n";
    }

    private void write(OutputStream out, String text) throws IOException {
        writingSince = Math.max(1, nanoTime.getAsLong());
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        writingSince = 0;
    }

    /// Interrupting a virtual thread that waits for a socket closes the socket.
    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                long since = writingSince;
                if (since != 0 && nanoTime.getAsLong() - since > SLOW.toNanos()) {
                    writer.interrupt();
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.TRACE, "the stream ended", e);
        }
    }
}
