package io.tillpost.bench.sync;

import io.tillpost.edge.journal.Lineage;
import io.tillpost.edge.journal.Succession;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;

/// Of a store in memory, whose story nobody doubts: head office never asks for another journal.
final class OneStory implements Lineage, Succession {
    @Override
    public List<Member> members(Lane lane) {
        return List.of();
    }

    @Override
    public Optional<Hash> hashAt(JournalKey journal, long seq) {
        return Optional.empty();
    }

    @Override
    public JournalKey fork(Order order) {
        throw new IllegalStateException("head office wants another journal after " + order.old());
    }

    @Override
    public List<Ignorance> ignorant() {
        return List.of();
    }

    @Override
    public void learn(JournalKey journal, List<JournalRow> rows) {
        throw new IllegalStateException("nothing was forgotten in " + journal);
    }

    @Override
    public void learned(JournalKey journal) {
        throw new IllegalStateException("nothing was forgotten in " + journal);
    }
}
