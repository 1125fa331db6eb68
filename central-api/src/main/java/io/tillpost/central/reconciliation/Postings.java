package io.tillpost.central.reconciliation;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.reconciliation.MatchBook.Event;
import io.tillpost.central.statement.Fees;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which entries files and matches cause (docs/decisions/0005-how-matching-posts.md). Pure.
///
/// | what | debit | credit |
/// |---|---|---|
/// | payout, once | bank in transit, fees by kind | card clearing per matched line, suspense for the others |
/// | line matched later | suspense | card clearing |
/// | a person names the line of an attested payment | suspense | unconfirmed clearing |
/// | settlement match superseded | card or unconfirmed clearing | suspense |
/// | bank line, once | bank | bank in transit if it pays a payout, else suspense |
/// | bank line matched later | suspense | bank in transit |
/// | bank match superseded | bank in transit | suspense |
/// | bank line taken back | suspense | bank |
/// | bank line that counts again | bank | suspense |
final class Postings {
    /// Version of these rules, kept with each entry as data.
    static final String VERSION = "reconciliation-1";

    /// An entry of more lines would be hard to read, and the ledger numbers them in 16 bits.
    private static final int MAX_LINES_PER_ENTRY = 10_000;

    private Postings() {}

    /// A line of a payout and the clearing account that it settles, if it is matched.
    record Share(SettledLine line, @Nullable AccountName clearing, @Nullable UUID payment) {}

    /// The entries of a payout when it arrives: one, unless it is huge.
    static List<EntryRequest> payout(String tenant, KeptPayout payout, List<Share> shares) {
        var entries = new ArrayList<EntryRequest>();
        for (int from = 0; from < shares.size(); from += MAX_LINES_PER_ENTRY) {
            var part = shares.subList(from, Math.min(shares.size(), from + MAX_LINES_PER_ENTRY));
            String role = entries.isEmpty() ? "settlement" : "settlement-" + (entries.size() + 1);
            var lines = payoutLines(payout, part);
            if (lines.size() > 1) {
                entries.add(entry(tenant, payout.legalEntity(), payout.id(), role, payout.payoutDate(),
                        "Payout " + payout.reference() + " of " + payout.acquirer(), lines));
            }
        }
        return entries;
    }

    private static List<EntryLine> payoutLines(KeptPayout payout, List<Share> shares) {
        var currency = payout.settled().currency();
        Money net = Money.zero(currency);
        Money commission = net;
        Money interchange = net;
        Money scheme = net;
        var credits = new ArrayList<EntryLine>();
        for (Share share : shares) {
            var settled = share.line().kept().line().settled();
            Fees fees = settled.fees();
            net = net.plus(settled.net());
            commission = commission.plus(fees.commission());
            interchange = interchange.plus(fees.interchange());
            scheme = scheme.plus(fees.scheme());
            credits.add(credit(share, settled.gross()));
        }
        var lines = new ArrayList<EntryLine>();
        lines.add(EntryLine.debit(inTransit(payout), net));
        lines.add(EntryLine.debit(AccountName.acquirerFees(payout.acquirer(), "commission"), commission));
        lines.add(EntryLine.debit(AccountName.acquirerFees(payout.acquirer(), "interchange"), interchange));
        lines.add(EntryLine.debit(AccountName.acquirerFees(payout.acquirer(), "scheme"), scheme));
        lines.addAll(credits);
        lines.removeIf(line -> line.amount().isZero());
        return lines;
    }

    private static EntryLine credit(Share share, Money gross) {
        return share.clearing() == null || share.payment() == null
                ? EntryLine.credit(AccountName.SUSPENSE, gross)
                : EntryLine.credit(share.clearing(), gross).forPayment(share.payment());
    }

    /// A settlement line that is matched, or no longer matched, after its payout was posted.
    static EntryRequest lineChanged(String tenant, SettledLine line, Event event) {
        Money gross = event.action() == MatchBook.Action.MATCH ? line.gross() : line.gross().negated();
        return entry(tenant, line.payout().legalEntity(), event.id(), role(event), line.payout().payoutDate(),
                "Line " + line.kept().ordinal() + " of payout " + line.payout().reference(),
                List.of(EntryLine.debit(AccountName.SUSPENSE, gross),
                        EntryLine.credit(event.account(), gross).forPayment(event.ours())));
    }

    /// A bank line when it arrives.
    static EntryRequest bankLine(String tenant, KeptBankLine line, AccountName against) {
        Money amount = line.line().amount();
        return entry(tenant, line.legalEntity(), line.id(), "bank-line", line.line().bookingDate(),
                "Bank line on " + line.iban(),
                List.of(EntryLine.debit(AccountName.bank(line.iban()), amount),
                        EntryLine.credit(against, amount)));
    }

    /// A bank line that is matched, or no longer matched, after it was posted.
    static EntryRequest bankLineChanged(String tenant, KeptBankLine line, Event event) {
        Money amount = event.action() == MatchBook.Action.MATCH
                ? line.line().amount()
                : line.line().amount().negated();
        return entry(tenant, line.legalEntity(), event.id(), role(event), line.line().bookingDate(),
                "Bank line on " + line.iban(), List.of(EntryLine.debit(AccountName.SUSPENSE, amount),
                        EntryLine.credit(event.account(), amount)));
    }

    /// A bank line that does not count any more, or does again, after it was posted: what it was matched to has gone back to
    /// suspense before.
    ///
    /// @param change how often that has changed, odd when it does not count any more
    static EntryRequest bankLineStands(String tenant, KeptBankLine line, int change) {
        boolean stands = change % 2 == 0;
        Money amount = stands ? line.line().amount() : line.line().amount().negated();
        var takenBack = change == 1
                ? EntryRequest.id(tenant, line.id(), "bank-line")
                : EntryRequest.id(tenant, line.id(), "bank-line-restored-" + (change - 1));
        return new EntryRequest(tenant, line.legalEntity(), null, null, null, line.id(),
                (stands ? "bank-line-restored-" : "bank-line-taken-back-") + change, VERSION,
                line.line().bookingDate().atStartOfDay(ZoneOffset.UTC).toInstant(),
                line.line().bookingDate(), null, "Bank line on " + line.iban(), stands ? null : takenBack,
                List.of(EntryLine.debit(AccountName.bank(line.iban()), amount),
                        EntryLine.credit(AccountName.SUSPENSE, amount)));
    }

    static AccountName inTransit(KeptPayout payout) {
        return AccountName.bankInTransit(payout.acquirer(), payout.merchantId());
    }

    private static String role(Event event) {
        return switch (event.action()) {
            case MATCH -> "match";
            case SUPERSEDE -> "supersede";
        };
    }

    private static EntryRequest entry(String tenant, String legalEntity, UUID source, String role,
            LocalDate date,
            String description, List<EntryLine> lines) {
        return new EntryRequest(tenant, legalEntity, null, null, null, source, role, VERSION,
                date.atStartOfDay(ZoneOffset.UTC).toInstant(), date, null, description, null, lines);
    }
}
