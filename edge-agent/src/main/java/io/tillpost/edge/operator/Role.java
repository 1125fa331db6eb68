package io.tillpost.edge.operator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What an operator is at a till.
public enum Role {
    /// Sells, opens and closes the own shift.
    @JsonProperty("cashier")
    CASHIER(EnumSet.of(Permission.SELL, Permission.DISCOUNT, Permission.VOID_LINE, Permission.VOID_CART,
            Permission.REPRINT, Permission.NO_SALE, Permission.CLOSE_SHIFT, Permission.TRAINING)),
    /// Approves what cashiers may not do alone.
    @JsonProperty("supervisor")
    SUPERVISOR(EnumSet.complementOf(EnumSet.of(Permission.MANAGE_OPERATORS, Permission.IMPORT_CATALOG))),
    /// May do everything.
    @JsonProperty("manager")
    MANAGER(EnumSet.allOf(Permission.class));

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, and nobody else has the set behind it
    private final Set<Permission> permissions;

    Role(EnumSet<Permission> permissions) {
        this.permissions = Collections.unmodifiableSet(permissions);
    }

    /// All that it may do, in the order of [Permission].
    public Set<Permission> permissions() {
        return permissions;
    }

    /// Whether it may do that.
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /// As in events and sessions: `cashier`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
