package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;

/// Some or all of a sold line, taken back.
///
/// @param line number within the refund, from 1
/// @param originalLine number within the sale
/// @param quantityThousandths above zero: 1000 is one piece or one kilogram
/// @param gross what goes back for it, at least zero; in a gross-price store tax is contained, else not. The refunds of a
/// line add up to the line exactly: the last one takes what remains.
public record RefundLine(int line, int originalLine, String sku, String description, long quantityThousandths,
        Money gross, TaxRate taxRate, String salesClass) {
    public RefundLine {
        Names.check("sales class", salesClass);
    }
}
