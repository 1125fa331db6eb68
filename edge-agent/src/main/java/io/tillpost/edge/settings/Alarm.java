package io.tillpost.edge.settings;

/// Tells people, once for as long as it lasts, what is wrong with the configuration of head office.
public interface Alarm {
    /// Something is wrong.
    void raise(String kind, String evidence);

    /// All is well again.
    void settle();
}
