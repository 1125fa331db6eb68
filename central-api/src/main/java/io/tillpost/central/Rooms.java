package io.tillpost.central;

import io.tillpost.central.catalog.http.CatalogRoutes;
import io.tillpost.central.catalog.sql.SqlCatalogs;
import io.tillpost.central.command.CommandDesk;
import io.tillpost.central.command.http.CommandRoutes;
import io.tillpost.central.command.sql.SqlCommands;
import io.tillpost.central.configuration.ConfigurationDesk;
import io.tillpost.central.configuration.PointerSigner;
import io.tillpost.central.configuration.http.ConfigurationRoutes;
import io.tillpost.central.configuration.sql.SqlConfigurations;
import io.tillpost.central.configuration.sql.SqlSigners;
import io.tillpost.central.database.Database;
import io.tillpost.central.http.Route;
import io.tillpost.central.identity.DeviceKeys;
import io.tillpost.central.incident.http.IncidentRoutes;
import io.tillpost.central.incident.sql.SqlIncidents;
import io.tillpost.central.ingest.Greeting;
import io.tillpost.central.ingest.Ingest;
import io.tillpost.central.ingest.Load;
import io.tillpost.central.ingest.Retrial;
import io.tillpost.central.ingest.http.JournalRoutes;
import io.tillpost.central.ingest.http.QuarantineRoutes;
import io.tillpost.central.ingest.sql.JournalTrail;
import io.tillpost.central.ingest.sql.SqlCompletions;
import io.tillpost.central.ingest.sql.SqlJournalCopies;
import io.tillpost.central.ingest.sql.SqlJournals;
import io.tillpost.central.ingest.sql.SqlQuarantine;
import io.tillpost.central.ledger.http.LedgerRoutes;
import io.tillpost.central.ledger.http.ReportRoutes;
import io.tillpost.central.ledger.sql.LedgerTrail;
import io.tillpost.central.ledger.sql.SqlBooks;
import io.tillpost.central.ledger.sql.SqlLedger;
import io.tillpost.central.payment.http.PaymentRoutes;
import io.tillpost.central.payment.sql.SqlPayments;
import io.tillpost.central.reconciliation.DayBook;
import io.tillpost.central.reconciliation.MatchTrail;
import io.tillpost.central.reconciliation.MatchViews;
import io.tillpost.central.reconciliation.PayoutWatch;
import io.tillpost.central.reconciliation.Reconciliation;
import io.tillpost.central.reconciliation.Resolving;
import io.tillpost.central.reconciliation.http.DayRoutes;
import io.tillpost.central.reconciliation.http.DiscrepancyRoutes;
import io.tillpost.central.reconciliation.http.PayoutRoutes;
import io.tillpost.central.reconciliation.sql.SqlDiscrepancies;
import io.tillpost.central.reconciliation.sql.SqlMatchBook;
import io.tillpost.central.shift.ZAudit;
import io.tillpost.central.shift.http.ZRoutes;
import io.tillpost.central.shift.sql.SqlZReports;
import io.tillpost.central.statement.SettlementImport;
import io.tillpost.central.statement.StatementImport;
import io.tillpost.central.statement.http.SettlementFileRoutes;
import io.tillpost.central.statement.http.StatementRoutes;
import io.tillpost.central.statement.sql.SqlSettlements;
import io.tillpost.central.statement.sql.SqlStatements;
import io.tillpost.central.store.http.AskedStore;
import io.tillpost.central.store.http.StoreRoutes;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.central.voucher.sql.SqlVouchers;
import io.tillpost.protocol.seal.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The rooms of head office, each handed the others that it may know.
final class Rooms {
    /// A box tells people of the first; head office has all.
    private static final int SET_ASIDE_TOLD = 20;

    private final Database database;
    private final Machine machine;
    private final DeviceRoom devices;
    private final Load load;
    private final SqlStores stores = new SqlStores();
    private final SqlPayments payments = new SqlPayments();
    private final SqlBooks books = new SqlBooks();
    private final SqlJournals journals;
    private final SqlQuarantine quarantine;
    private final SqlJournalCopies journalCopies;
    private final SqlSettlements settlements = new SqlSettlements();
    private final SqlStatements statements = new SqlStatements();
    private final SqlMatchBook matches = new SqlMatchBook();
    private final SqlDiscrepancies discrepancies = new SqlDiscrepancies();
    private final SqlVouchers vouchers = new SqlVouchers();
    private final SqlZReports zReports = new SqlZReports();
    private final ZAudit zAudit = new ZAudit(zReports, books);
    private final SqlIncidents incidents;
    private final SqlLedger ledger;
    private final SqlCommands commands = new SqlCommands();
    private final SqlConfigurations configurations = new SqlConfigurations();
    private final CommandDesk commandDesk;
    private final ConfigurationDesk configurationDesk;
    private final Courier courier;

    /// @param devices the boxes in the stores
    /// @param load says how much agents may send
    Rooms(Database database, Machine machine, Vault vault, DeviceRoom devices, Load load) {
        this.load = load;
        this.database = database;
        this.machine = machine;
        this.devices = devices;
        this.journals = new SqlJournals(vault);
        this.quarantine = new SqlQuarantine(vault);
        this.journalCopies = new SqlJournalCopies(vault);
        this.incidents = new SqlIncidents(machine.clock(), machine.ids());
        this.ledger = new SqlLedger(machine.clock());
        this.commandDesk = new CommandDesk(database, commands, stores, incidents, machine.ids(),
                machine.clock());
        this.configurationDesk = new ConfigurationDesk(database, configurations, stores,
                new PointerSigner(database, new SqlSigners(vault), devices.keeper(), machine.clock()),
                machine.clock());
        this.courier = new Courier(commandDesk, configurationDesk);
    }

    /// Brings commands and configuration to the stores, once it is started.
    Courier courier() {
        return courier;
    }

    /// The keys of the boxes in the stores.
    DeviceKeys deviceKeys() {
        return devices.keys();
    }

    /// Takes in what stores send.
    Ingest ingest() {
        return new Ingest(database, ingestRooms(), machine.clock(), devices.heads(), machine.failpoints());
    }

    private Ingest.Rooms ingestRooms() {
        return new Ingest.Rooms(stores, journals, payments, reconciliation(), vouchers, reconciliation(),
                zReports, ledger, books,
                incidents, new SqlCompletions());
    }

    /// Answers what stores ask when they come.
    Greeting greeting() {
        return new Greeting(database, stores, journals, incidents, machine.clock(), courier, load::credit,
                (transaction, store) -> quarantine.list(transaction, store.tenant(), List.of(store.store()),
                        "open", null, SET_ASIDE_TOLD),
                devices.heads());
    }

    /// Everything the rooms answer over HTTP.
    List<Route> routes() throws IOException {
        var asked = new AskedStore(database, stores);
        var routes = new ArrayList<Route>();
        routes.addAll(new StoreRoutes(database, stores).routes());
        routes.addAll(new JournalRoutes(database, stores, journalCopies).routes());
        routes.addAll(new CatalogRoutes(database, new SqlCatalogs(), stores, machine.clock()).routes());
        routes.addAll(new PaymentRoutes(database, payments, asked,
                List.of(new JournalTrail(payments), new LedgerTrail(books),
                        new MatchTrail(matches, discrepancies, settlements, statements)))
                .routes());
        routes.addAll(new LedgerRoutes(database, books, asked).routes());
        routes.addAll(new ReportRoutes(database, books, asked, machine.clock()).routes());
        routes.addAll(new ZRoutes(database, zAudit, asked).routes());
        routes.addAll(new IncidentRoutes(database, incidents, asked).routes());
        routes.addAll(new QuarantineRoutes(database, quarantine,
                new Retrial(ingestRooms(), quarantine, machine.clock()), asked).routes());
        routes.addAll(devices.routes());
        routes.addAll(new CommandRoutes(database, commandDesk, commands, stores, courier::soon).routes());
        routes.addAll(new ConfigurationRoutes(database, configurationDesk, configurations, stores,
                courier::soon).routes());
        routes.addAll(reconciliationRoutes());
        return routes;
    }

    private Reconciliation reconciliation() {
        return new Reconciliation(settlements, statements, payments, stores, matches, discrepancies, ledger,
                books, zAudit, vouchers, machine.clock());
    }

    /// Begins to look for payouts that the bank does not show.
    PayoutWatch watchPayouts() {
        return PayoutWatch.start(database, matches, reconciliation(), machine.clock());
    }

    private List<Route> reconciliationRoutes() {
        var reconciliation = reconciliation();
        var settlementImport = new SettlementImport(settlements, stores, reconciliation, machine.clock());
        var statementImport = new StatementImport(statements, reconciliation, machine.clock());
        var days = new DayBook(payments, books, settlements, statements, matches, discrepancies,
                journals::held, zAudit, journals::heardTo, machine.clock());
        var views = new MatchViews(settlements, matches, discrepancies);
        var routes = new ArrayList<Route>();
        routes.addAll(new SettlementFileRoutes(database, settlementImport, settlements).routes());
        routes.addAll(new StatementRoutes(database, statementImport, statements, stores).routes());
        routes.addAll(new PayoutRoutes(database, settlements, matches, views).routes());
        routes.addAll(new DiscrepancyRoutes(database, discrepancies,
                new Resolving(discrepancies, matches, payments, settlements, reconciliation,
                        machine.clock()))
                .routes());
        routes.addAll(new DayRoutes(database, stores, reconciliation, days).routes());
        return routes;
    }
}
