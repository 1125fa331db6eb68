package io.tillpost.edge.journal.sqlite;

/// Takes a file back to what an earlier agent would have left.
final class SchemaHistory {
    static final String FROM_3_TO_2 = """
            alter table journal drop column parent_id; alter table journal drop column parent_seq;
            alter table journal drop column parent_hash;
            drop table sealed_journal; drop table next_journal; drop table learned_event; drop table ignorance;
            pragma user_version = 2;
            """;

    private SchemaHistory() {}
}
