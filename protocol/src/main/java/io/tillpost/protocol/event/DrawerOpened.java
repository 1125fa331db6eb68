package io.tillpost.protocol.event;

import org.jspecify.annotations.Nullable;

/// The drawer was pulsed open, for a sale or without one.
public record DrawerOpened(String drawer, @Nullable SaleId sale) implements Event {
    public DrawerOpened {
        Names.check("drawer", drawer);
    }
}
