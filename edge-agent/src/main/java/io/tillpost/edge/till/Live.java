package io.tillpost.edge.till;

import io.tillpost.edge.till.LiveStream.News;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/// Tells the tills' screens what changed, at once, after it is durable. Safe for use by all threads; telling never waits
/// for a screen.
public final class Live implements AutoCloseable {
    /// Some ten tills, and who looks over their shoulders.
    static final int STREAMS_MAX = 16;

    private final List<LiveStream> streams = new CopyOnWriteArrayList<>();
    private final Semaphore places = new Semaphore(STREAMS_MAX);
    private volatile boolean ended;

    /// A screen begins to listen; empty if too many do. The caller closes it.
    Optional<LiveStream> open(String till) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        var opened = new LiveStream[1];
        var stream = new LiveStream(till, () -> {
            if (streams.remove(opened[0])) {
                places.release();
            }
        });
        opened[0] = stream;
        streams.add(stream);
        if (ended) {
            stream.tellLast(new News.Ended());
        }
        return Optional.of(stream);
    }

    /// These parts of a till changed.
    public void changed(String till, Set<Topic> what) {
        for (LiveStream stream : streams) {
            if (stream.listensTo(till)) {
                stream.tell(what);
            }
        }
    }

    /// These parts of all tills changed.
    public void changedEverywhere(Set<Topic> what) {
        streams.forEach(stream -> stream.tell(what));
    }

    /// Somebody signed in at a till: those who listen to it now are told, and hear nothing more.
    public void takenOver(String till, String operator, String title) {
        for (LiveStream stream : streams) {
            if (stream.listensTo(till)) {
                stream.tellLast(new News.TakenOver(operator, title));
            }
        }
    }

    /// How many screens listen.
    int listening() {
        return streams.size();
    }

    /// Ends all streams, and those that are opened from now on.
    @Override
    public void close() {
        ended = true;
        streams.forEach(stream -> stream.tellLast(new News.Ended()));
    }
}
