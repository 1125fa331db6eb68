package io.tillpost.protocol.event;

/// Something is wrong that a person must see. `kind` is a stable word, e.g. `journal-fenced`; `evidence` is in words.
public record IncidentRaised(String kind, String subject, String evidence) implements Event {
    public IncidentRaised {
        Names.check("incident kind", kind);
    }
}
