package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.payment.TrailSource;
import io.tillpost.central.payment.TrailStep;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.Settlements;
import io.tillpost.central.statement.Statements;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/// A payment's way from the settlement line to the bank line, and what went wrong on it.
public final class MatchTrail implements TrailSource {
    private final MatchBook matches;
    private final Discrepancies discrepancies;
    private final Settlements settlements;
    private final Statements statements;

    public MatchTrail(MatchBook matches, Discrepancies discrepancies, Settlements settlements,
            Statements statements) {
        this.matches = matches;
        this.discrepancies = discrepancies;
        this.settlements = settlements;
        this.statements = statements;
    }

    @Override
    public List<TrailStep> steps(Transaction transaction, String tenant, UUID attempt, boolean wholeTenant) {
        var steps = new ArrayList<TrailStep>();
        for (Discrepancy discrepancy : discrepancies.ofPayment(transaction, tenant, attempt)) {
            steps.add(step(discrepancy));
        }
        var match = matches.byOurs(transaction, tenant, List.of(attempt)).get(attempt);
        if (match != null) {
            settlements.lines(transaction, tenant, List.of(match.theirs()))
                    .forEach(line -> addSettlement(transaction, tenant, line, wholeTenant, steps));
        }
        return List.copyOf(steps);
    }

    private void addSettlement(Transaction transaction, String tenant, KeptLine line, boolean wholeTenant,
            List<TrailStep> steps) {
        for (KeptPayout payout : settlements.payouts(transaction, tenant, List.of(line.payout()))) {
            steps.add(settlementStep(line, payout));
            if (!wholeTenant) {
                continue;
            }
            steps.add(payoutStep(payout));
            var paid = matches.byOurs(transaction, tenant, List.of(payout.id())).get(payout.id());
            if (paid != null) {
                statements.lines(transaction, tenant, List.of(paid.theirs()))
                        .forEach(bankLine -> steps.add(bankStep(bankLine)));
            }
        }
    }

    private static TrailStep settlementStep(KeptLine line, KeptPayout payout) {
        var settled = line.line().settled();
        var facts = new LinkedHashMap<String, String>();
        facts.put("gross", settled.gross().toString());
        facts.put("commission", settled.fees().commission().toString());
        facts.put("interchange", settled.fees().interchange().toString());
        facts.put("scheme", settled.fees().scheme().toString());
        facts.put("net", settled.net().toString());
        facts.put("merchantId", line.merchantId());
        facts.put("terminalId", line.line().terminalId());
        facts.put("trace", Integer.toString(line.line().trace()));
        facts.put("receiptNumber", Integer.toString(line.line().receiptNumber()));
        facts.put("line", Integer.toString(line.ordinal()));
        return new TrailStep(at(payout.payoutDate()), "settlement",
                "settled by " + payout.acquirer() + " in payout " + payout.reference(),
                "/v1/payouts/" + payout.id(), facts);
    }

    private static TrailStep payoutStep(KeptPayout payout) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("reference", payout.reference());
        facts.put("payoutDate", payout.payoutDate().toString());
        facts.put("net", payout.settled().net().toString());
        facts.put("payments", Integer.toString(payout.lineCount()));
        return new TrailStep(at(payout.payoutDate()), "settlement", "payout announced",
                "/v1/payouts/" + payout.id(),
                facts);
    }

    private static TrailStep bankStep(KeptBankLine line) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("amount", line.line().amount().toString());
        facts.put("iban", line.iban());
        facts.put("bookingDate", line.line().bookingDate().toString());
        facts.put("valueDate", line.valueDate().toString());
        facts.put("remittance", line.line().remittance());
        return new TrailStep(at(line.line().bookingDate()), "bank", "on the bank account",
                "/v1/ledger/entries?source=" + line.id(), facts);
    }

    private static TrailStep step(Discrepancy discrepancy) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("class", discrepancy.type().wireName());
        facts.put("state", discrepancy.state().wireName());
        facts.put("detail", discrepancy.detail());
        return new TrailStep(discrepancy.openedAt(), "discrepancy", discrepancy.type().wireName(),
                "/v1/discrepancies/" + discrepancy.id(), facts);
    }

    private static Instant at(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
