package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// A till was opened for business; the envelope holds shift and business date. `openingFloat` lies in the drawer now: it moved
/// there from the safe, but for what of `carried` is in it.
///
/// @param carried what should have been in the drawer before, because nobody counted it when it was last closed; absent if
/// that is nothing. What of it is not in the float is short
public record ShiftOpened(String drawer, Money openingFloat, @Nullable Money carried) implements Event {
    public ShiftOpened {
        Names.check("drawer", drawer);
        if (carried != null && carried.isZero()) {
            throw new IllegalArgumentException("carried " + carried + ", expected it absent");
        }
    }

    /// With an empty drawer.
    public ShiftOpened(String drawer, Money openingFloat) {
        this(drawer, openingFloat, null);
    }
}
