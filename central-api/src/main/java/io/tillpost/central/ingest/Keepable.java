package io.tillpost.central.ingest;

import io.tillpost.protocol.event.Amounts;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.money.Money;
import java.util.Currency;

/// What head office keeps as a document beside its entries, and adds up later for whole days and companies: one that
/// cannot be read again, or not be added, would end all of that.
final class Keepable {
    /// PostgreSQL writes a document of `jsonb` with more spaces than it came with.
    private static final int BYTES_MAX = Json.MAX_DOCUMENT_BYTES / 2;
    /// A till's grand total is of all its years.
    private static final long GRAND_TOTAL_MOST_MINOR = 1_000 * Money.MOST_MINOR;

    private Keepable() {}

    /// Throws [IllegalArgumentException] for an event whose document cannot be kept.
    ///
    /// @param currency the store's
    static void check(Event event, Currency currency) {
        if (!(event instanceof ZReported || event instanceof TerminalBatchClosed)) {
            return;
        }
        byte[] document = Json.write(event);
        if (document.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "document of " + document.length + " bytes, expected at most " + BYTES_MAX);
        }
        Amounts.each(document, (place, amount) -> check(place, amount, currency));
    }

    private static void check(String place, Money amount, Currency currency) {
        long most = place.startsWith("/grandTotal") ? GRAND_TOTAL_MOST_MINOR : Money.MOST_MINOR;
        if (!amount.currency().equals(currency) || amount.minor() > most || amount.minor() < -most) {
            throw new IllegalArgumentException(
                    place + " is " + amount + ", expected at most " + new Money(most, currency));
        }
    }
}
