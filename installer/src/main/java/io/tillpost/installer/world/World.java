package io.tillpost.installer.world;

import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;

/// What comes back from outside after a business day: the acquirer's settlement file and the bank's statement. Both
/// follow from the terminal's recorded ledger alone and are the same however often they are made.
public final class World {
    private final Path folder;
    private final String iban;
    private final Currency currency;

    /// @param folder where files are put
    /// @param iban the merchant's bank account
    public World(Path folder, String iban, Currency currency) {
        this.folder = folder;
        this.iban = iban;
        this.currency = currency;
    }

    /// The two files of one day.
    ///
    /// @param statementDay the bank's day, one banking day after the business date
    public record Letters(Path settlement, Path statement, LocalDate statementDay) {}

    /// Makes the settlement file of the terminal day `day` and the statement of the next banking day, which holds every
    /// payout that arrived until then and on no earlier statement.
    ///
    public Letters settle(Path terminalLedger, LocalDate day) throws IOException {
        var recorded = RecordedLedger.read(terminalLedger);
        Path settlement = folder.resolve("settlement-" + day + ".csv");
        Files.writeString(settlement, SettlementFile.text(Acquirer.settledOn(recorded, day)));
        LocalDate statementDay = BankingDays.after(day);
        List<Payout> all = Acquirer.payouts(recorded);
        Money opening = sum(all.stream().filter(payout -> payout.payDate().isBefore(statementDay)).toList());
        List<Payout> arrived = all.stream().filter(payout -> payout.payDate().equals(statementDay)).toList();
        Path statement = folder.resolve("camt053-" + statementDay + ".xml");
        Files.writeString(statement, BankFile.text(iban, statementDay, opening, arrived));
        return new Letters(settlement, statement, statementDay);
    }

    private Money sum(List<Payout> payouts) {
        return Money.sum(payouts.stream().map(Payout::net).toList(), currency);
    }
}
