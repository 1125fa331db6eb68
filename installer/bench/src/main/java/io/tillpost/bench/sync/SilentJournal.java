package io.tillpost.bench.sync;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/// The journal of a store that has nothing to say of itself: it remembers in memory what the uplink notes of head office,
/// and an incident, which is all that the uplink would write there, ends the bench's wait for the store. Safe for use by
/// all threads.
final class SilentJournal implements Journal {
    private final Map<String, Object> records = new TreeMap<>();

    @Override
    public synchronized <T> T commit(Function<UnitOfWork, T> work) {
        return work.apply(new Memory());
    }

    @Override
    public synchronized <T> T read(Function<View, T> question) {
        return question.apply(new Memory());
    }

    private static String place(Shelf<?> shelf, String key) {
        return shelf.name() + "/" + key;
    }

    private final class Memory implements UnitOfWork {
        @Override
        public <T> Optional<T> find(Shelf<T> shelf, String key) {
            return Optional.ofNullable(records.get(place(shelf, key))).map(shelf.type()::cast);
        }

        @Override
        public <T> List<T> all(Shelf<T> shelf) {
            return records.entrySet()
                    .stream()
                    .filter(one -> one.getKey().startsWith(place(shelf, "")))
                    .map(one -> shelf.type().cast(one.getValue()))
                    .toList();
        }

        @Override
        public <T> void each(Shelf<T> shelf, Consumer<T> reader) {
            all(shelf).forEach(reader);
        }

        @Override
        public UUID append(Stamp stamp, Event event) {
            throw new IllegalStateException(
                    "the uplink of a store of the bench raises an incident: " + event);
        }

        @Override
        public <T> void put(Shelf<T> shelf, String key, T value) {
            records.put(place(shelf, key), value);
        }

        @Override
        public void remove(Shelf<?> shelf, String key) {
            records.remove(place(shelf, key));
        }

        @Override
        public void clear(Shelf<?> shelf) {
            records.keySet().removeIf(one -> one.startsWith(place(shelf, "")));
        }

        @Override
        public int clear(Shelf<?> shelf, int most) {
            List<String> some = records.keySet()
                    .stream()
                    .filter(one -> one.startsWith(place(shelf, "")))
                    .limit(most)
                    .toList();
            some.forEach(records::remove);
            return some.size();
        }

        @Override
        public long next(String series) {
            throw new IllegalStateException("the uplink of a store of the bench numbers nothing");
        }

        @Override
        public void taken(String series, long number) {
            throw new IllegalStateException("the uplink of a store of the bench numbers nothing");
        }
    }
}
