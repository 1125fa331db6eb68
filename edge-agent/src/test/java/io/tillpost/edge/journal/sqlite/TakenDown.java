package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Succession;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A succession that only takes down what it was told.
final class TakenDown implements Succession {
    final List<Order> orders = new ArrayList<>();

    @Override
    public JournalKey fork(Order order) {
        // What is recovered can be read as long as the fork is made.
        orders.add(new Order(order.old(), order.epoch(), order.parent(), order.repeatAfter(), order.learned(),
                List.copyOf(order.recovered()), order.cause(), order.knowsHeadOffice()));
        return new JournalKey(order.old().lane(), UUID.randomUUID(), order.epoch());
    }

    Order of(Lane lane) {
        return orders.stream().filter(order -> order.old().lane() == lane).findFirst().orElseThrow();
    }

    List<Long> recovered(Lane lane) {
        return of(lane).recovered().stream().map(JournalRow::seq).toList();
    }

    @Override
    public List<Ignorance> ignorant() {
        return List.of();
    }

    @Override
    public void learn(JournalKey journal, List<JournalRow> rows) {
        // Whose records are made anew is seen by those who ask for the records.
    }

    @Override
    public void learned(JournalKey journal) {
        // As above.
    }
}
