package io.tillpost.edge.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads what is committed (and, inside a unit of work, what that unit has written).
public interface View {
    /// The record with this key.
    <T> Optional<T> find(Shelf<T> shelf, String key);

    /// All records of a shelf in key order. For shelves that stay small.
    <T> List<T> all(Shelf<T> shelf);

    /// Hands over all records of a shelf, one at a time and in no order. For shelves that grow for years.
    <T> void each(Shelf<T> shelf, Consumer<T> reader);
}
