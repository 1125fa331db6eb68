package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something that is printed once by itself, and says what it is when it is printed again.
///
/// @param key by which its first print is remembered
/// @param refund the refund whose receipt it is, if it is one's
/// @param attempt the payment whose copy for the merchant it is, if it is one's
/// @param shift in whose shift it came about
/// @param movesCash whether the drawer has to open
/// @param document what stands on it, by its mark; called when it is printed
record Printout(String key, SaleId sale, @Nullable RefundId refund, @Nullable AttemptId attempt,
        ShiftId shift,
        boolean movesCash, Function<@Nullable Marking, Document> document) {
    static Printout receipt(Slip slip, Function<@Nullable Marking, Document> document) {
        RefundId refund = slip instanceof Slip.TakenBack back ? back.refund() : null;
        return new Printout(key(slip.sale(), refund), slip.sale(), refund, null, slip.shift(),
                slip.movesCash(), document);
    }

    static Printout merchantCopy(MerchantCopy copy, Function<@Nullable Marking, Document> document) {
        return new Printout(key(copy.attempt()), copy.sale(), null, copy.attempt(), copy.shift(), false,
                document);
    }

    static String key(SaleId sale, @Nullable RefundId refund) {
        return refund == null ? "sale/" + sale : "refund/" + refund;
    }

    static String key(AttemptId attempt) {
        return "merchant-copy/" + attempt;
    }
}
