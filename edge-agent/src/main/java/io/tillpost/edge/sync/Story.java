package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Lineage;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.Succession;

/// What this box has to tell, and how it goes on where head office tells another story.
///
/// @param outbox the rows, and how far head office has them
/// @param lineage which journals they stand in
/// @param succession opens the next journal
/// @param theirs where head office's rows are asked for
/// @param incidents where people are told what is wrong between the two
public record Story(Outbox outbox, Lineage lineage, Succession succession, TailSource theirs,
        Incidents incidents) {
    Reunion reunion() {
        return new Reunion(lineage, succession, theirs);
    }
}
