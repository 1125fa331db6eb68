package io.tillpost.installer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.bridge.BridgeLine;
import io.tillpost.installer.bridge.Bridges;
import io.tillpost.installer.bridge.Evidence;
import io.tillpost.installer.bridge.Evidence.OfSettlement;
import io.tillpost.installer.bridge.PaymentKey;
import io.tillpost.installer.bridge.Verdict;
import io.tillpost.installer.evidence.BankEvidence;
import io.tillpost.installer.evidence.JournalEvidence;
import io.tillpost.installer.evidence.LedgerEvidence;
import io.tillpost.installer.evidence.SettlementEvidence;
import io.tillpost.installer.evidence.TerminalEvidence;
import io.tillpost.installer.world.World;
import io.tillpost.protocol.event.AttemptId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The end of a day: reads the five sources afresh, holds them against each other, and shows it.
final class Proof {
    private static final Currency CURRENCY = Business.CURRENCY;

    private final Places places;
    private final HeadOffice office;
    private final Console console;
    private @Nullable AttemptId example;

    Proof(Places places, HeadOffice office, Console console) {
        this.places = places;
        this.office = office;
        this.console = console;
    }

    /// Judges the day and prints every line of it.
    Verdict show(LocalDate date, World.Letters letters) throws IOException {
        Verdict verdict = Bridges.judge(read(date, letters));
        console.head("Bridges of " + date + ": every sum from two places");
        for (BridgeLine line : verdict.lines()) {
            console.say(String.format(Locale.ROOT, "  %-26s %12s   %-26s %12s   %s", line.left(),
                    line.leftAmount().decimal(), line.right(), line.rightAmount().decimal(),
                    line.holds() ? "ok" : "DIFFERS by " + line.difference()));
        }
        for (Verdict.OpenPayout open : verdict.open()) {
            console.say(
                    "  rightly open: payout " + open.reference() + ", " + open.net() + ", the bank has it on "
                            + open.payDate());
        }
        verdict.accused()
                .forEach((source, reasons) -> reasons
                        .forEach(reason -> console.say("  The " + source + " differs: " + reason)));
        return verdict;
    }

    /// Whether head office's own result of the day says the same; tells what it says.
    boolean headOfficeAgrees(LocalDate date) {
        JsonNode day = office.day(date);
        boolean green = day.required("green").booleanValue();
        console.say("  head office's own result of the day: " + (green ? "green" : "not green"));
        for (JsonNode discrepancy : day.required("discrepancies")) {
            console.say("    " + discrepancy.required("class").asText() + ": "
                    + discrepancy.required("detail").asText());
        }
        return green;
    }

    /// A card payment of the day that was read last, if possible one that has reached the bank.
    Optional<AttemptId> example() {
        return Optional.ofNullable(example);
    }

    private Evidence read(LocalDate date, World.Letters letters) throws IOException {
        var journal = JournalEvidence.read(places.journal(), date, CURRENCY);
        var settlement = SettlementEvidence.read(letters.settlement(), before(letters.settlement()),
                letters.statementDay(), CURRENCY);
        example = exampleOf(journal.payments(), settlement, letters.statementDay());
        return new Evidence(date, CURRENCY, TerminalEvidence.read(places.terminalLedger(), date, CURRENCY),
                journal.evidence(),
                new LedgerEvidence(office.api()::get, CURRENCY).read(date, journal.payments()),
                settlement, BankEvidence.read(letters.statement(), letters.statementDay(), CURRENCY));
    }

    private static @Nullable AttemptId exampleOf(Map<AttemptId, PaymentKey> payments, OfSettlement settlement,
            LocalDate statementDay) {
        Set<PaymentKey> arrived = settlement.payouts()
                .stream()
                .filter(payout -> !payout.payDate().isAfter(statementDay))
                .flatMap(payout -> payout.payments().stream())
                .collect(Collectors.toSet());
        return payments.keySet()
                .stream()
                .max(Comparator
                        .<AttemptId, Boolean>comparing(attempt -> arrived.contains(payments.get(attempt)))
                        .thenComparing(AttemptId::value))
                .orElse(null);
    }

    // Their names sort by date.
    private static List<Path> before(Path settlement) throws IOException {
        try (Stream<Path> all = Files.list(settlement.toAbsolutePath().getParent())) {
            return all.filter(file -> file.getFileName().toString().startsWith("settlement-"))
                    .filter(file -> file.getFileName().compareTo(settlement.getFileName()) < 0)
                    .sorted()
                    .toList();
        }
    }
}
