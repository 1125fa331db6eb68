package io.tillpost.edge.enrolment;

/// Where people are told of what does not mend itself. Telling the same again changes nothing.
public interface Alarm {
    /// It is so.
    void raise(String kind, String subject, String evidence);

    /// It is so no more.
    void settle(String subject);
}
