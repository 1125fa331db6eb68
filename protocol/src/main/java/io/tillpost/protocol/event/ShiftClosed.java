package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// A till was closed. `expectedCash` is what the journal says lies in the drawer; `countedCash` is absent if nobody
/// counted.
public record ShiftClosed(String drawer, Money expectedCash, @Nullable Money countedCash) implements Event {
    public ShiftClosed {
        Names.check("drawer", drawer);
    }
}
