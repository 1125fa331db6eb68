package io.tillpost.edge.till;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.edge.operator.Pin;
import io.tillpost.edge.shift.Reasons;
import io.tillpost.protocol.event.Amounts;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// The bodies that tills send.
final class Requests {
    private Requests() {}

    /// @param operator absent: whoever is signed in
    record OpenShift(String till, @Nullable String operator, @Nullable LocalDate businessDate,
            Money openingFloat) {}

    record NoSale(String reason) {
        NoSale {
            var _ = Reasons.check(reason);
        }
    }

    record SignIn(String till, String operator, Pin pin) {}

    record Approve(String operator, Pin pin, String permission) {}

    record SetPin(Pin pin) {}

    record CloseShift(@Nullable Money countedCash) {}

    record AbortSale(@Nullable String reason) {}

    record Nothing() {}

    /// What a tender's place in its sale means.
    ///
    /// @param tender the tender as whoever decided saw it: another one may have its place by now; absent: whatever is there
    record GiveBack(io.tillpost.protocol.event.@Nullable Tender tender) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Tender.Cash.class, name = "cash"),
        @JsonSubTypes.Type(value = Tender.Card.class, name = "card"),
        @JsonSubTypes.Type(value = Tender.Voucher.class, name = "voucher")})
    sealed interface Tender {
        /// Cash.
        ///
        /// @param given notes and coins
        /// @param tip absent: none
        record Cash(Money given, @Nullable Money tip) implements Tender {}

        /// A voucher.
        ///
        /// @param amount absent: as much as it can pay
        record Voucher(String number, @Nullable Money amount) implements Tender {}

        /// A card.
        ///
        /// @param terminal absent: the till's own
        /// @param amount absent: what remains
        record Card(@Nullable String terminal, @Nullable Money amount) implements Tender {}
    }

    /// The body as a record; an empty body counts as an object without fields. No amount in it may be more than can be
    /// booked.
    static <T> T read(Call call, Class<T> type) {
        byte[] body = call.body().length == 0 ? new byte[]{'{', '}'} : call.body();
        try {
            T request = Json.read(body, type);
            Amounts.each(body, Requests::checkAmount);
            return request;
        } catch (MalformedJsonException e) {
            throw Problem.malformed(e.pointer(), String.valueOf(e.getMessage())).exception();
        }
    }

    private static void checkAmount(String pointer, Money amount) {
        if (!amount.isBookable()) {
            throw Problem.malformed(pointer, "amount " + amount + ", expected at most "
                    + new Money(Money.MOST_MINOR, amount.currency())).exception();
        }
    }
}
