package io.tillpost.edge.sale;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.journal.JournalKey;
import java.util.Locale;

/// The series that receipt numbers come from: the configured ones, until this box had forgotten something and could not
/// ask; then new ones, for good.
final class NumberSeries {
    /// Configured series -> what is numbered in its place.
    private static final Shelf<Instead> INSTEAD = new Shelf<>("receipt-series", Instead.class);
    /// With what stands before and behind it, 24 characters of a configured series leave as many.
    private static final int CODE = 4;
    private static final int RADIX = 36;

    private final Sales.Rules rules;

    NumberSeries(Sales.Rules rules) {
        this.rules = rules;
    }

    /// @param sales series of sales; `refunds` of refunds
    record Instead(String sales, String refunds) {
        Instead {
            Names.check("receipt series", sales);
            Names.check("receipt series", refunds);
        }
    }

    String sales(View view) {
        return view.find(INSTEAD, rules.series()).map(Instead::sales).orElse(rules.series());
    }

    String refunds(View view) {
        return view.find(INSTEAD, rules.series()).map(Instead::refunds).orElse(rules.refundSeries());
    }

    /// Begins new series, named after the journal that begins with them: its epoch, and some of its id, since a box that
    /// is restored twice from one backup comes to the same epoch twice.
    void renumber(UnitOfWork unit, JournalKey journal) {
        String epoch = Long.toString(journal.epoch());
        String id = Long.toUnsignedString(journal.journalId().getLeastSignificantBits(), RADIX)
                .toLowerCase(Locale.ROOT);
        String code = epoch.length() >= CODE
                ? epoch.substring(epoch.length() - CODE)
                : epoch + id.substring(Math.max(0, id.length() - CODE + epoch.length()));
        String sales = rules.series() + "-e" + code;
        unit.put(INSTEAD, rules.series(), new Instead(sales, sales + "-r"));
    }
}
