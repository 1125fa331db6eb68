package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;

/// The receipt's total of one tax rate. Tax is computed once, here, and never again: gross = net + tax, and the nets
/// of the classes add up to net.
public record TaxTotal(TaxRate rate, Money gross, Money net, Money tax, List<ClassNet> classes) {
    public TaxTotal {
        classes = List.copyOf(classes);
        if (!net.plus(tax).equals(gross)) {
            throw new IllegalArgumentException("net " + net + " + tax " + tax + ", expected gross " + gross);
        }
        Money sum = Money.sum(classes.stream().map(ClassNet::net).toList(), gross.currency());
        if (!sum.equals(net)) {
            throw new IllegalArgumentException("classes add up to " + sum + ", expected net " + net);
        }
    }

    /// One merchandise class' share of the net.
    public record ClassNet(String salesClass, Money net) {
        public ClassNet {
            Names.check("sales class", salesClass);
        }
    }
}
