package io.tillpost.edge.journal.sqlite;

/// Hears of what people should know about the disk under the journal, on a thread of the journal's own; may write to the
/// journal. What it throws is tried again later.
public interface Trouble {
    /// Something is wrong with `subject`: `disk`, `mirror`, `write-ahead-log` or `backup`.
    ///
    /// @param kind a stable word, e.g. `disk-low`
    void begun(String kind, String subject, String evidence);

    /// Nothing is wrong with it any more; also said at the start.
    void over(String subject);
}
