package io.tillpost.edge.sale;

import java.math.BigInteger;

/// An amount that goes back in parts, in proportion to something else that does. Cumulative: after each part the sum is as
/// near to the proportion as it can be, and the last part takes what remains. No part is below zero.
///
/// @param whole the amount
/// @param doneWhole what of it went back before
/// @param base what it follows
/// @param doneBase what of that went back before
record Share(long whole, long doneWhole, long base, long doneBase) {
    /// The part that goes with `now` of the base.
    long free(long now) {
        return between(0, target(now), whole - doneWhole);
    }

    /// The same where the amount is itself a part of the base, as net is of gross: at most `now`, and what remains is at
    /// most what remains of the base.
    long within(long now) {
        long rest = whole - doneWhole;
        long baseRest = base - doneBase - now;
        return between(Math.max(0, rest - baseRest), target(now), Math.min(rest, now));
    }

    private long target(long now) {
        long upTo = doneBase + now;
        if (upTo == base) {
            return whole - doneWhole;
        }
        BigInteger doubled = BigInteger.valueOf(whole).multiply(BigInteger.valueOf(upTo)).shiftLeft(1);
        BigInteger rounded = doubled.add(BigInteger.valueOf(base))
                .divide(BigInteger.valueOf(base).shiftLeft(1));
        return rounded.longValueExact() - doneWhole;
    }

    private static long between(long least, long wanted, long most) {
        return Math.max(least, Math.min(wanted, most));
    }
}
