package io.tillpost.protocol.money;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Spreads an amount over weights so that the parts add up to the cent.
public final class Allocation {
    private Allocation() {}

    /// Splits `total` in proportion to `weights` by the largest remainder; equal remainders go to the earlier part.
    /// Weights are at least 0 and not all 0. The result has one part per weight and sums exactly to `total`.
    public static List<Money> byLargestRemainder(Money total, List<Long> weights) {
        long weightSum = 0;
        for (long weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("weight " + weight + ", expected at least 0");
            }
            weightSum = Math.addExact(weightSum, weight);
        }
        if (weightSum == 0) {
            throw new IllegalArgumentException(
                    "all " + weights.size() + " weights are 0, expected one above 0");
        }
        long magnitude = Math.absExact(total.minor());
        // An amount times an amount is more than a long holds from some three billion minor units on.
        BigInteger whole = BigInteger.valueOf(magnitude);
        BigInteger divisor = BigInteger.valueOf(weightSum);
        var parts = new ArrayList<Long>();
        var remainders = new ArrayList<Long>();
        long given = 0;
        for (long weight : weights) {
            BigInteger[] share = whole.multiply(BigInteger.valueOf(weight)).divideAndRemainder(divisor);
            long part = share[0].longValueExact();
            parts.add(part);
            remainders.add(share[1].longValueExact());
            given += part;
        }
        IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> remainders.get(i)).reversed())
                .limit(magnitude - given)
                .forEach(i -> parts.set(i, parts.get(i) + 1));
        long sign = total.minor() < 0 ? -1 : 1;
        return parts.stream().map(part -> new Money(sign * part, total.currency())).toList();
    }
}
