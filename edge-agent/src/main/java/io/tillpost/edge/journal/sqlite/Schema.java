package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.protocol.journal.Lane;

/// The tables. An event's rowid is its seq, so that appending touches the end of one tree.
final class Schema {
    /// Version 4: what is sealed may begin with 02 (decision 0031), which an agent of before would take for damage.
    private static final int VERSION = 4;
    private static final int IN_CLEAR = 1;
    private static final int SEALED_ROWS = 2;
    private static final int SUCCEEDING = 3;

    private static final String TABLES = """
            create table run (
                only_row integer primary key check (only_row = 1),
                stopped_cleanly integer not null
            ) strict;
            insert into run values (1, 1);
            create table journal (
                lane text primary key,
                tenant text not null,
                store text not null,
                journal_id blob not null check (length(journal_id) = 16),
                epoch integer not null check (epoch >= 1),
                genesis blob not null check (length(genesis) = 32),
                acked_seq integer not null default 0,
                acked_hash blob not null check (length(acked_hash) = 32)
            ) strict, without rowid;
            create table ack_day (
                lane text not null,
                day integer not null,
                seq integer not null,
                primary key (lane, day)
            ) strict, without rowid;
            create table shelf (
                shelf text not null,
                key text not null,
                value blob not null,
                primary key (shelf, key)
            ) strict, without rowid;
            create table series (
                name text primary key,
                last integer not null check (last >= 1)
            ) strict, without rowid;
            """;

    /// Version 2: what says something is sealed. No key: in clear, from before.
    private static final String SEALED = """
            alter table event_fin add column body_key integer;
            alter table event_ops add column body_key integer;
            alter table event_tel add column body_key integer;
            alter table shelf add column value_key integer;
            alter table run add column clear_left integer not null default 0;
            create table data_key (
                number integer primary key check (number >= 0),
                reserved integer not null default 0 check (reserved <= 4294967296)
            ) strict;
            create table data_key_wrap (
                number integer not null references data_key,
                master text not null,
                wrapped blob not null,
                primary key (number, master)
            ) strict, without rowid;
            """;

    /// Version 3: a lane has several journals, one after the other. Rows of a sealed one lie in a table that is named
    /// after its epoch; those of a successor that is being made, in one named `next`.
    private static final String SUCCESSION = """
            alter table journal add column parent_id blob check (length(parent_id) = 16);
            alter table journal add column parent_seq integer;
            alter table journal add column parent_hash blob check (length(parent_hash) = 32);
            create table sealed_journal (
                lane text not null,
                epoch integer not null check (epoch >= 1),
                journal_id blob not null check (length(journal_id) = 16),
                parent_id blob check (length(parent_id) = 16),
                parent_seq integer,
                parent_hash blob check (length(parent_hash) = 32),
                genesis blob not null check (length(genesis) = 32),
                last_seq integer not null,
                last_hash blob not null check (length(last_hash) = 32),
                stands_seq integer not null,
                stands_hash blob not null check (length(stands_hash) = 32),
                sealed_day integer,
                primary key (lane, epoch)
            ) strict, without rowid;
            create table next_journal (
                lane text primary key,
                journal_id blob not null check (length(journal_id) = 16),
                epoch integer not null check (epoch >= 1),
                parent_id blob check (length(parent_id) = 16),
                parent_seq integer,
                parent_hash blob check (length(parent_hash) = 32),
                genesis blob not null check (length(genesis) = 32),
                old_epoch integer not null,
                repeat_after integer not null,
                copied_epoch integer not null,
                copied_seq integer not null
            ) strict, without rowid;
            create table learned_event (
                lane text not null,
                event_id blob not null check (length(event_id) = 16),
                folded integer not null,
                primary key (lane, event_id)
            ) strict, without rowid;
            create table ignorance (
                lane text primary key,
                before_id blob check (length(before_id) = 16),
                before_epoch integer,
                known_seq integer not null
            ) strict, without rowid;
            """;

    private Schema() {}

    /// Whether the file is of a version that kept everything in clear.
    static boolean isInClear(Sql sql) {
        return sql.pragma("user_version").getFirst() == IN_CLEAR;
    }

    /// Whether nothing was ever made in the file.
    static boolean isEmpty(Sql sql) {
        return sql.pragma("user_version").getFirst() == 0;
    }

    /// Creates what is missing. Runs inside the caller's transaction.
    static void ensure(Sql sql) {
        long found = sql.pragma("user_version").getFirst();
        if (found > VERSION) {
            throw JournalDamagedException.newer(
                    "the journal has schema version " + found + ", expected at most "
                            + VERSION + ": it was written by a newer agent");
        }
        if (found == VERSION) {
            return;
        }
        if (found < IN_CLEAR) {
            sql.script(TABLES);
            for (Lane lane : Lane.values()) {
                sql.script(events(lane));
            }
        }
        if (found < SEALED_ROWS) {
            sql.script(SEALED);
        }
        if (found == IN_CLEAR) {
            sql.run("update run set clear_left = 1");
        }
        if (found < SUCCEEDING) {
            sql.script(SUCCESSION);
        }
        var _ = sql.pragma("user_version = " + VERSION);
    }

    private static String events(Lane lane) {
        return events(EventTable.table(lane), "");
    }

    /// The table for the rows of a journal that is being made.
    static void addNext(Sql sql, Lane lane) {
        sql.script(events(EventTable.next(lane), ",\n    body_key integer"));
    }

    private static String events(String table, String more) {
        return """
                create table %s (
                    seq integer primary key check (seq >= 1),
                    event_id blob not null unique check (length(event_id) = 16),
                    type text not null,
                    version integer not null,
                    occurred_ms integer not null,
                    metadata blob not null,
                    body blob not null,
                    prev blob not null check (length(prev) = 32),
                    hash blob not null check (length(hash) = 32)%s
                ) strict;
                """.formatted(table, more);
    }
}
