package io.tillpost.central.identity;

import java.util.Set;

/// The scopes that exist. A route may ask for no other.
public final class Scopes {
    /// All of them.
    public static final Set<String> ALL = Set.of("payments:read", "payments:write", "refunds:write",
            "disputes:manage", "ledger:read", "ledger:post", "invoices:write", "reconciliation:read",
            "reconciliation:write", "stores:read", "stores:manage", "devices:enrol", "catalog:read",
            "catalog:write", "journal:read",
            "commands:read", "commands:write", "configuration:read", "configuration:write",
            "events:read", "reports:read", "connectors:manage", "webhooks:manage",
            "audit:read", "keys:manage");

    private Scopes() {}
}
