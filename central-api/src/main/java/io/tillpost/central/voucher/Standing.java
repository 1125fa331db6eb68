package io.tillpost.central.voucher;

/// Where a voucher stands, in minor units of one currency.
///
/// @param issued whether it is known what it was issued for: of one from before head office kept this, only its uses are
/// @param left what was issued less what was redeemed and taken back; below zero is more than it had
/// @param tax of that, likewise
public record Standing(boolean issued, long left, long tax) {
    /// After it moved by so much: above zero is more of it.
    public Standing moved(boolean issues, long amount, long ofTax) {
        return new Standing(issued || issues, Math.addExact(left, amount), Math.addExact(tax, ofTax));
    }

    /// How much more of it went than it had.
    public long excess() {
        return issued ? Math.max(0, Math.negateExact(left)) : 0;
    }

    /// What of its tax is in the excess.
    public long excessTax() {
        return Math.clamp(Math.negateExact(tax), 0, excess());
    }
}
