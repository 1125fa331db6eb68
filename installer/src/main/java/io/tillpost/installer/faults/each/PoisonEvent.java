package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.HeadOfficeSql;
import io.tillpost.installer.sealed.SealedJournal;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.seal.KeyedVault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/// Two events are written into the journal as an agent of tomorrow, or a broken one, would: a type that nobody knows, and a sale
/// whose body is none. Head office sets them aside and goes on.
final class PoisonEvent implements Fault {
    @Override
    public int number() {
        return 15;
    }

    @Override
    public String title() {
        return "poison event, unknown schema";
    }

    private static final String LAST = "select " + SealedJournal.COLUMNS
            + " from event_fin order by seq desc limit 1";

    @Override
    public void strike(Scene scene) throws IOException {
        var office = new HeadOfficeSql(scene.world());
        long before = quarantined(office, scene);
        scene.box().agent().stop();
        poison(scene, "PromotionRedeemed", 7, "{\"promotion\":\"3 for 2\"}");
        poison(scene, "SaleCompleted", 1, "{\"sale\":\"none\"}");
        scene.box().agent().start();
        scene.sell(5);
        scene.awaitDrained(Duration.ofMinutes(2));
        long after = quarantined(office, scene);
        UnseenException.unless(after == before + 2,
                "head office set " + (after - before) + " events aside, not 2");
    }

    private static long quarantined(HeadOfficeSql office, Scene scene) {
        return office.number("select count(*) from quarantine where store = ?", scene.box().store());
    }

    private static void poison(Scene scene, String type, int version, String body) throws IOException {
        Path database = scene.box().journal();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            var journal = SealedJournal.open(connection, database, scene.world().ground().random());
            UUID event = scene.world().ids().next();
            append(connection, journal, event, type, version, body.getBytes(StandardCharsets.UTF_8));
            scene.tills().poisoned(event);
        } catch (SQLException e) {
            throw new IOException("the journal cannot be poisoned: " + e.getMessage(), e);
        }
    }

    private static void append(Connection connection, SealedJournal journal, UUID event, String type,
            int version,
            byte[] body) throws SQLException {
        JournalRow before;
        Hash prev;
        try (var statement = connection.createStatement(); var last = statement.executeQuery(LAST)) {
            last.next();
            before = journal.row(last);
            prev = Hash.of(last.getBytes("hash"));
        }
        var row = new JournalRow(before.seq() + 1, event, type, version, before.metadata(), body);
        byte[] sealed = journal.sealed(row);
        try (var insert = connection.prepareStatement(
                """
                        insert into event_fin (seq, event_id, type, version, occurred_ms, metadata, body, prev, hash, body_key)
                        select ?, ?, ?, ?, occurred_ms, x'', ?, ?, ?, ? from event_fin where seq = ?""")) {
            insert.setLong(1, row.seq());
            insert.setBytes(2, ByteBuffer.allocate(16).putLong(event.getMostSignificantBits())
                    .putLong(event.getLeastSignificantBits()).array());
            insert.setString(3, type);
            insert.setInt(4, version);
            insert.setBytes(5, sealed);
            insert.setBytes(6, prev.toBytes());
            insert.setBytes(7, HashChain.next(prev, journal.key(), row).toBytes());
            insert.setInt(8, KeyedVault.keyOf(sealed));
            insert.setLong(9, before.seq());
            insert.executeUpdate();
        }
    }
}
