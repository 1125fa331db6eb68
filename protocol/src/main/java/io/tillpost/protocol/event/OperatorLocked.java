package io.tillpost.protocol.event;

/// Somebody got an operator's PIN wrong too often; the operator cannot sign in or approve for a while.
public record OperatorLocked(String operator, int failures) implements Event {
    public OperatorLocked {
        Names.check("operator", operator);
    }
}
