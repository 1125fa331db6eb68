package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;

/// A till was opened for business; the envelope holds shift and business date. `openingFloat` moved from the safe into
/// the drawer.
public record ShiftOpened(String drawer, Money openingFloat) implements Event {
    public ShiftOpened {
        Names.check("drawer", drawer);
    }
}
