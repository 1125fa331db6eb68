package io.tillpost.protocol.event;

/// What an [IncidentRaised] with this kind and subject told of is over: it need not be searched for at the box any more. The
/// word is ITU-T X.733's (8.1.2.3).
public record IncidentCleared(String kind, String subject) implements Event {
    public IncidentCleared {
        Names.check("incident kind", kind);
    }
}
