package io.tillpost.edge.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.cart.Carts;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.HealthBoard;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.operator.Approvals;
import io.tillpost.edge.operator.Operators;
import io.tillpost.edge.operator.Sessions;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.LiveStream.News;
import io.tillpost.edge.till.http.ApiToken;
import io.tillpost.edge.till.http.Pages;
import io.tillpost.edge.till.http.TillAddress;
import io.tillpost.edge.till.http.TillServer;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What screens are told, by a real journal and over real sockets.
class LiveTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir
    private Path folder;
    private final Live live = new Live();
    private SqliteJournal sqlite;
    private LiveJournal journal;
    private Shifts shifts;

    @BeforeEach
    void open() {
        var zone = ZoneId.of("Europe/Berlin");
        var clock = Clock.systemUTC();
        var ids = IdSource.uuidV7(clock, new Random());
        sqlite = SqliteJournal.open(folder, new Origin("acme", "acme-de", "s-1", "s-1-a", zone, "0.1.0"),
                clock, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        journal = new LiveJournal(sqlite, live);
        shifts = new Shifts(Map.of("till-1", "drawer-1", "till-2", "drawer-2"), Currency.getInstance("EUR"),
                zone, clock, ids);
    }

    @AfterEach
    void close() {
        sqlite.close();
    }

    @Test
    void aCommitTellsItsTillAndNoOther() throws Exception {
        try (LiveStream one = live.open("till-1").orElseThrow();
                LiveStream two = live.open("till-2").orElseThrow()) {
            openShift("till-1");
            assertEquals(new News.Changed(Set.of(Topic.SHIFT, Topic.STATUS)), one.next(Duration.ZERO));
            assertEquals(new News.Quiet(), two.next(Duration.ZERO));
        }
    }

    @Test
    void aUnitThatFailsTellsNobody() throws Exception {
        try (LiveStream stream = live.open("till-1").orElseThrow()) {
            assertThrows(IllegalStateException.class, () -> journal.commit(unit -> {
                var _ = opened(shifts.open(unit, opening("till-1"), TRACE));
                throw new IllegalStateException("no");
            }));
            assertEquals(new News.Quiet(), stream.next(Duration.ZERO));
        }
    }

    @Test
    void aDeviceConcernsAllTills() throws Exception {
        try (LiveStream two = live.open("till-2").orElseThrow()) {
            var _ = journal.commit(unit -> unit.append(shifts.systemStamp(unit, "till-1", TRACE),
                    new DeviceStateChanged("printer-1", "online", "rec-empty", "")));
            assertEquals(new News.Changed(Set.of(Topic.STATUS)), two.next(Duration.ZERO));
        }
    }

    @Test
    void whatASlowScreenMissedIsOneChange() throws Exception {
        try (LiveStream stream = live.open("till-1").orElseThrow()) {
            live.changed("till-1", Set.of(Topic.CART));
            live.changed("till-1", Set.of(Topic.CART));
            live.changedEverywhere(Set.of(Topic.STATUS));
            assertEquals(new News.Changed(Set.of(Topic.CART, Topic.STATUS)), stream.next(Duration.ZERO));
            assertEquals(new News.Quiet(), stream.next(Duration.ZERO));
        }
    }

    @Test
    void whoeverIsTakenOverHearsThatLast() throws Exception {
        try (LiveStream before = live.open("till-1").orElseThrow()) {
            live.takenOver("till-1", "ben", "Ben");
            live.changed("till-1", Set.of(Topic.CART));
            assertEquals(new News.TakenOver("ben", "Ben"), before.next(Duration.ZERO));
            try (LiveStream after = live.open("till-1").orElseThrow()) {
                assertEquals(new News.Quiet(), after.next(Duration.ZERO));
            }
        }
    }

    @Test
    void placesAreGivenBackOnce() {
        var streams = new ArrayList<LiveStream>();
        for (int i = 0; i < Live.STREAMS_MAX; i++) {
            streams.add(live.open("till-1").orElseThrow());
        }
        assertTrue(live.open("till-1").isEmpty());
        streams.getFirst().close();
        streams.getFirst().close();
        assertTrue(live.open("till-1").isPresent());
        assertTrue(live.open("till-1").isEmpty());
    }

    @Test
    void aScreenThatTakesNothingIsHungUpOnAndTheOthersHearOn() throws Exception {
        try (TillServer server = serve(); Socket deaf = new Socket(); Socket good = connect(server)) {
            deaf.setReceiveBufferSize(1024);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            ask(deaf);
            ask(good);
            InputStream heard = good.getInputStream();
            await(() -> live.listening() == 2);
            var drain = Thread.ofVirtual().start(() -> drain(heard));
            await(() -> {
                live.changed("till-1", Set.of(Topic.CART));
                return live.listening() == 1;
            });
            assertTrue(drain.isAlive());
        }
    }

    @Test
    void theServerStopsWithinASecondWhileScreensListen() throws Exception {
        TillServer server = serve();
        try (Socket screen = connect(server)) {
            ask(screen);
            await(() -> live.listening() == 1);
            long before = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - before < 1_000_000_000L);
            drain(screen.getInputStream());
        }
    }

    private TillServer serve() throws IOException {
        var random = new Random();
        return TillServer.start(new TillAddress("127.0.0.1", 0, null), api(random),
                Pages.read(),
                ApiToken.in(folder, random),
                IdSource.uuidV7(Clock.systemUTC(), random), random, System::nanoTime);
    }

    private TillApi api(Random random) throws IOException {
        var clock = Clock.systemUTC();
        var ids = IdSource.uuidV7(clock, random);
        var eur = Currency.getInstance("EUR");
        var rules = new Sales.Rules("s-1", true, "rule-1", eur);
        var sales = new Sales(shifts, rules, clock, ids);
        var refunds = new Refunds(sales, shifts, rules, clock, ids);
        var devices = new Devices(Map.of(), Map.of(), new HealthBoard((_, _) -> {}, clock));
        var payments = new CardPayments(journal, devices, sales, refunds, clock, ids, _ -> {});
        var receipts = new Receipts(journal, sales, refunds, shifts, payments, devices, Map.of(),
                new Receipts.Look(List.of(), List.of(), Locale.ENGLISH, ZoneId.of("Europe/Berlin"),
                        Mode.LIVE),
                () -> TRACE);
        var blind = new BlindCount(false);
        var catalog = Catalog.open(journal, folder.resolve("catalog"), eur, clock,
                List.of(), () -> journal.read(view -> shifts.systemStamp(view, "till-1", TRACE)));
        var carts = new Carts(shifts, sales, _ -> Optional.empty(), new Pricing(true, eur), clock, ids);
        var selling = new Selling(journal, shifts, new Shop(sales, carts, refunds, eur), payments, receipts,
                catalog, _ -> {}, blind, Map.of(), live, Set.of("till-1"),
                new KeptAnswers(journal));
        var operators = new Operators(journal, shifts, clock, random);
        var people = new People(new TillSetup("s-1", eur, 1, false, true, List.of(), "0.1.0"), operators,
                new Sessions(journal, operators, shifts, clock, ids, random),
                new Approvals(operators, clock, random));
        return new TillApi(people, selling, selling, new AgentStatus("s-1", "s-1-a", "0.1.0", journal,
                sqlite.outbox(), shifts, sales, payments, devices, blind, Optional::empty, Optional::empty,
                sqlite::durability),
                List::of);
    }

    private static Socket connect(TillServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private void ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(("GET /v1/tills/till-1/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + Files.readString(folder.resolve("api-token")).strip() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static void drain(InputStream stream) {
        try {
            while (stream.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // The server hung up.
            Thread.onSpinWait();
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "not within a minute");
            Thread.onSpinWait();
        }
    }

    private void openShift(String till) {
        var _ = journal.commit(unit -> opened(shifts.open(unit, opening(till), TRACE)));
    }

    private static Shifts.Opening opening(String till) {
        return new Shifts.Opening(till, "anna", null, Money.of(0, "EUR"));
    }

    private static <T> T opened(Decision<T> decision) {
        return ((Decision.Accepted<T>) decision).value();
    }
}
