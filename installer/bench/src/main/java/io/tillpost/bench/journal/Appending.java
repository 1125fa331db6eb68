package io.tillpost.bench.journal;

/// A place where rows are appended durably.
interface Appending extends AutoCloseable {
    /// Appends one row for this till and returns when it is on disk. Tills may append at the same time.
    void append(int till);

    @Override
    void close();
}
