package io.tillpost.edge.sale;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The numbered receipts, newest first and by number. Each look reads as many records as it shows, however many there are.
/// Safe for use by all threads, inside a unit of work.
public final class ReceiptList {
    /// Till and position -> the receipt at it.
    private static final Shelf<ReceiptEntry> AT = new Shelf<>("receipt-at", ReceiptEntry.class);
    /// Till -> its last position; one record per till.
    private static final Shelf<Position> LAST = new Shelf<>("receipt-last", Position.class);
    /// Series and number -> where it is.
    private static final Shelf<Position> BY_NUMBER = new Shelf<>("receipt-number", Position.class);

    /// @param position among the till's receipts, from 1
    record Position(String till, long position) {
        String key() {
            return till + "/" + position;
        }
    }

    void add(UnitOfWork unit, ReceiptEntry entry) {
        var position = new Position(entry.till(),
                unit.find(LAST, entry.till()).map(Position::position).orElse(0L) + 1);
        unit.put(AT, position.key(), entry);
        unit.put(LAST, entry.till(), position);
        unit.put(BY_NUMBER, entry.series() + "/" + entry.number(), position);
    }

    void clear(UnitOfWork unit) {
        List.of(AT, LAST, BY_NUMBER).forEach(unit::clear);
    }

    /// The last ones, newest first.
    ///
    /// @param till absent: of all tills
    public List<ReceiptEntry> latest(View view, @Nullable String till, int limit) {
        Stream<Position> lasts = till == null
                ? view.all(LAST).stream()
                : view.find(LAST, till).stream();
        return lasts.flatMap(last -> latest(view, last, limit).stream())
                .sorted(Comparator.comparing(ReceiptEntry::completedAt).reversed())
                .limit(limit)
                .toList();
    }

    /// The receipt with this number.
    public Optional<ReceiptEntry> byNumber(View view, String series, long number) {
        return view.find(BY_NUMBER, series + "/" + number).flatMap(at -> view.find(AT, at.key()));
    }

    private static List<ReceiptEntry> latest(View view, Position last, int limit) {
        var found = new ArrayList<ReceiptEntry>();
        for (long position = last.position(); position > 0 && found.size() < limit; position--) {
            found.add(view.find(AT, new Position(last.till(), position).key()).orElseThrow());
        }
        return found;
    }
}
