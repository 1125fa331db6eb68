package io.tillpost.edge.journal;

import io.tillpost.protocol.event.Event;
import java.util.UUID;

/// What a unit of work may do. Used only on the thread that runs the work, only while it runs.
public interface UnitOfWork extends View {
    /// Appends an event to its lane and returns its id.
    UUID append(Stamp stamp, Event event);

    /// Writes a record.
    <T> void put(Shelf<T> shelf, String key, T value);

    /// Removes a record, if there is one.
    void remove(Shelf<?> shelf, String key);

    /// Removes all records of a shelf.
    void clear(Shelf<?> shelf);

    /// Removes some records of a shelf, `most` of them; returns how many, 0 when the shelf is empty.
    int clear(Shelf<?> shelf, int most);

    /// The next number of a gap-free series, from 1. Given back if the unit fails.
    long next(String series);

    /// Numbers of this series up to `number` are taken, by somebody who was here before: [#next(String)] gives higher
    /// ones. Lower numbers change nothing.
    void taken(String series, long number);
}
