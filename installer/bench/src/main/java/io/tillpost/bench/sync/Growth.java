package io.tillpost.bench.sync;

import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.office.HeadOffice;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.Login;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// What an event costs in a database that is a hundred times larger. Two databases of one server take the same batches,
/// one after the other, so that a slow moment of the machine meets both.
final class Growth {
    private static final int SMALL_ROWS = 10_000;
    private static final int PATTERN_ROWS = 20_000;
    private static final int ROUNDS = 15;
    private static final int EVENTS_PER_ROUND = 2_000;
    private static final int FILLERS = 2;

    private final HeadOffice office;
    private final Path folder;
    private final Database large;
    private final SyncBench.Plan plan;
    private final SyncBench.Machine machine;
    private final PrintStream words;

    /// @param large the database of head office
    Growth(HeadOffice office, Path folder, Database large, SyncBench.Plan plan, SyncBench.Machine machine,
            PrintStream words) {
        this.office = office;
        this.folder = folder;
        this.large = large;
        this.plan = plan;
        this.machine = machine;
        this.words = words;
    }

    List<Figure> measure(double limit) throws IOException {
        DatabaseSettings owner = office.owner();
        DatabaseSettings settings = makeSmall(owner);
        try (var small = PostgresDatabase.open(settings, new Login(owner.user(), owner.password()))) {
            var store = store("g-same");
            var atSmall = new ApplyNode(small, folder.resolve("small.key"), machine).feed(store);
            var inLarge = new ApplyNode(large, folder.resolve("master.key"), machine);
            var atLarge = inLarge.feed(store);
            store.sell(SMALL_ROWS);
            atSmall.send();
            atLarge.send();
            long rows = fill(inLarge);
            maintain(owner);
            maintain(settings(smallUrl(owner), owner));
            return figures(store, atSmall, atLarge, rows, limit);
        }
    }

    private List<Figure> figures(MemoryStore store, ApplyNode.Feed small, ApplyNode.Feed large, long rows,
            double limit) {
        var ratios = new ArrayList<Double>();
        var costs = new ArrayList<Double>();
        for (int i = 0; i < ROUNDS; i++) {
            store.sell(EVENTS_PER_ROUND);
            // Who goes first has the colder caches.
            double first = micros(i % 2 == 0 ? small : large);
            double second = micros(i % 2 == 0 ? large : small);
            ratios.add(i % 2 == 0 ? second / first : first / second);
            costs.add(i % 2 == 0 ? second : first);
        }
        words.printf(Locale.ROOT, "  growth: %d events, %.3f times the cost%n", rows, Median.of(ratios));
        return List.of(
                new Figure("growth_ratio", "cost per event in the large database / with 10,000 events in it",
                        Median.of(ratios), limit),
                new Figure("apply_us_large", "µs per event applied in the large database", Median.of(costs),
                        null),
                new Figure("large_rows", "events in the large database", rows, null));
    }

    private double micros(ApplyNode.Feed feed) {
        long begun = machine.nanoTime().getAsLong();
        long events = feed.send();
        return (machine.nanoTime().getAsLong() - begun) / 1_000.0 / events;
    }

    private MemoryStore store(String name) {
        return new MemoryStore(HeadOffice.TENANT, name, name + "-box", machine.clock(), machine.ids(),
                new Random(plan.seed()));
    }

    /// Copies of a pattern store's rows, until the database is as large as it is to be.
    private long fill(ApplyNode node) {
        var books = new Books(large);
        Map<UUID, Long> before = books.heads();
        var pattern = store("g-pattern");
        pattern.sell(PATTERN_ROWS);
        node.feed(pattern).send();
        List<AppliedRows> rows = books.writtenSince(before);
        var floor = new Floor(books, large, machine);
        long there = books.allEvents();
        while (there < plan.rows()) {
            var copies = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < FILLERS; i++) {
                List<AppliedRows> copy = floor.prepared(rows);
                copies.add(CompletableFuture.runAsync(() -> floor.write(copy)));
                there += copy.stream().mapToLong(AppliedRows::events).sum();
            }
            copies.forEach(CompletableFuture::join);
            words.printf(Locale.ROOT, "  filling: %d events\r", there);
        }
        return books.allEvents();
    }

    private DatabaseSettings makeSmall(DatabaseSettings owner) throws IOException {
        execute(owner, "create database small");
        return settings(smallUrl(owner), office.database(2));
    }

    private static String smallUrl(DatabaseSettings owner) {
        return owner.url().substring(0, owner.url().lastIndexOf('/') + 1) + "small";
    }

    private static DatabaseSettings settings(String url, DatabaseSettings login) {
        return new DatabaseSettings(url, login.user(), login.password(), 2, login.durability());
    }

    /// What the server does by itself in time: this bench fills faster than it looks.
    private static void maintain(DatabaseSettings owner) {
        execute(owner, "vacuum (analyze)");
    }

    private static void execute(DatabaseSettings owner, String sql) {
        try (Connection connection = DriverManager.getConnection(owner.url(), owner.user(), owner.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new EnvironmentFault("PostgreSQL refused '" + sql + "': " + e.getMessage(), e);
        }
    }
}
