package io.tillpost.installer.demo;

import io.tillpost.installer.bridge.Source;
import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.tamper.Tamper;
import io.tillpost.installer.world.World;
import java.io.IOException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Changes a cent in the wished source at the moment when it lies still: files before their import, the terminal's
/// record, the journal and the ledger after everybody has read them and before the bridges do.
final class Tampering {
    private final @Nullable Source wished;
    private final Places places;
    private final PostgresServer database;
    private final Runnable stopAgent;
    private final Console console;
    private final Tamper tamper = new Tamper(Business.CURRENCY);

    /// @param wished absent on an honest day
    /// @param stopAgent the journal's file belongs to the agent as long as it runs
    Tampering(@Nullable Source wished, Places places, PostgresServer database, Runnable stopAgent,
            Console console) {
        this.wished = wished;
        this.places = places;
        this.database = database;
        this.stopAgent = stopAgent;
        this.console = console;
    }

    void beforeImport(World.Letters letters) throws IOException {
        if (wished == Source.SETTLEMENT) {
            told(tamper.settlement(letters.settlement()));
        }
        if (wished == Source.BANK) {
            told(tamper.bank(letters.statement()));
        }
    }

    void beforeProof(LocalDate date) throws IOException {
        if (wished == Source.TERMINAL) {
            told(tamper.terminal(places.terminalLedger(), date));
        }
        if (wished == Source.JOURNAL) {
            stopAgent.run();
            told(tamper.journal(places.journal(), date));
        }
        if (wished == Source.LEDGER) {
            told(tamper.ledger(database.jdbcUrl(), PostgresServer.USER, database.password(), Business.TENANT,
                    date));
        }
    }

    private void told(String what) {
        console.tell("tamper", what);
    }
}
