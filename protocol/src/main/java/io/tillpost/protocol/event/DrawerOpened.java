package io.tillpost.protocol.event;

import org.jspecify.annotations.Nullable;

/// The drawer was pulsed open, for a sale or without one.
///
/// @param reason in words, for a drawer that was opened without a sale, refund or movement of cash (no-sale)
public record DrawerOpened(String drawer, @Nullable SaleId sale, @Nullable String reason) implements Event {
    public DrawerOpened {
        Names.check("drawer", drawer);
    }
}
