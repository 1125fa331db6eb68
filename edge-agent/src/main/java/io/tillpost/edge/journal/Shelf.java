package io.tillpost.edge.journal;

/// A named set of records kept beside the journal, one JSON document per key, changed in the same commit as the events
/// that explain the change. Each shelf belongs to one room.
public record Shelf<T>(String name, Class<T> type) {}
