package io.tillpost.central.reconciliation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillpost.central.statement.NamedId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that does not fit, as an object that somebody can look into and resolve.
///
/// @param id follows from class and subject: the same thing is found once, however often it is looked for
/// @param subject settlement line, card payment, payout, bank line, pair of bank statements or Z report
/// that it is about
/// @param store the store it counts for, as far as known
/// @param expected what our side says
/// @param actual what their side says
/// @param closedBy `reconciliation` when it explained itself, else the client that resolved it
public record Discrepancy(UUID id, @JsonProperty("class") DiscrepancyClass type, DiscrepancyState state,
        UUID subject,
        @Nullable String store, @Nullable LocalDate businessDate, @Nullable UUID payment,
        @Nullable UUID settlementLine, @Nullable UUID payout, @Nullable UUID bankLine,
        @Nullable Money expected,
        @Nullable Money actual, String detail, Instant openedAt, @Nullable Instant closedAt,
        @Nullable String closedBy, @Nullable String reason) {

    static UUID id(String tenant, DiscrepancyClass type, UUID subject) {
        return NamedId.of("discrepancy", tenant, type.wireName(), subject.toString());
    }

    /// Whether it stands between payouts and the bank, which do not keep to one store.
    boolean isAtBank() {
        return bankLine != null || subject.equals(payout) || type == DiscrepancyClass.CONTRADICTION;
    }

    boolean isOpen() {
        return state == DiscrepancyState.OPEN;
    }

    /// Resolved, by naming the settlement line if there is one.
    Discrepancy resolved(@Nullable UUID line, Instant at, String by, String why) {
        return new Discrepancy(id, type, DiscrepancyState.RESOLVED, subject, store, businessDate, payment,
                line == null ? settlementLine : line, payout, bankLine, expected, actual, detail, openedAt,
                at,
                by, why);
    }

    Discrepancy closed(DiscrepancyState as, Instant at, String by, String why) {
        if (!state.mayBecome(as)) {
            throw new IllegalStateException("discrepancy " + id + " is " + state.wireName()
                    + ", expected one that may become " + as.wireName());
        }
        return new Discrepancy(id, type, as, subject, store, businessDate, payment, settlementLine, payout,
                bankLine, expected, actual, detail, openedAt, at, by, why);
    }
}
