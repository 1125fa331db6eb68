package io.tillpost.protocol.event;

/// A person signed in at a till; the envelope names both. Whoever was signed in there before is signed out.
///
/// @param role the operator's role, e.g. `cashier`
public record OperatorSignedIn(String role) implements Event {
    public OperatorSignedIn {
        Names.check("role", role);
    }
}
