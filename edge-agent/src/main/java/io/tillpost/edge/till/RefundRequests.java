package io.tillpost.edge.till;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.edge.sale.RefundWish;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The bodies that tills send about refunds.
final class RefundRequests {
    private static final Pattern LINES = Pattern.compile("\\d{1,4}:\\d{1,9}(,\\d{1,4}:\\d{1,9}){0,999}");

    private RefundRequests() {}

    /// @param till where; absent: where it was sold
    record Begin(List<RefundWish> lines, String reason, Tender tender, @Nullable String till) {
        Begin {
            lines = List.copyOf(lines);
        }
    }

    /// What a refund takes back that was forgotten but for its money.
    record Lines(List<RefundWish> lines) {
        Lines {
            lines = List.copyOf(lines);
        }
    }

    /// Lines as a parameter names them: `1:1000,3:500` is line 1, one piece, and line 3, half of one.
    static List<RefundWish> lines(String parameter) {
        if (!LINES.matcher(parameter).matches()) {
            throw Problem
                    .malformed("?line",
                            "expected line:thousandths, several with commas, not '" + parameter + "'")
                    .exception();
        }
        return Arrays.stream(parameter.split(",")).map(one -> {
            int colon = one.indexOf(':');
            return new RefundWish(Integer.parseInt(one.substring(0, colon)),
                    Long.parseLong(one.substring(colon + 1)));
        }).toList();
    }

    /// @param till where; absent: where it was sold
    record Reverse(String reason, @Nullable String till) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Tender.Cash.class, name = "cash"),
        @JsonSubTypes.Type(value = Tender.Card.class, name = "card"),
        @JsonSubTypes.Type(value = Tender.Voucher.class, name = "voucher")})
    sealed interface Tender {
        /// Notes and coins.
        record Cash() implements Tender {}

        /// To a card.
        ///
        /// @param terminal absent: the till's own
        record Card(@Nullable String terminal) implements Tender {}

        /// A voucher that is issued for it.
        ///
        /// @param voucher its number; absent: a new one is made up
        record Voucher(@Nullable String voucher) implements Tender {}
    }
}
