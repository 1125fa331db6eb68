package io.tillpost.protocol.event;

/// Who did it: a cashier by its operator name, or the agent itself.
public record Actor(Kind kind, String name) {
    /// The agent acting by itself, e.g. in recovery.
    public static final Actor SYSTEM = new Actor(Kind.SYSTEM, "agent");

    public Actor {
        Names.check("actor", name);
    }

    /// A person at the till.
    public static Actor cashier(String name) {
        return new Actor(Kind.CASHIER, name);
    }

    /// Person or machine.
    public enum Kind {
        CASHIER, SYSTEM
    }
}
