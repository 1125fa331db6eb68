package io.tillpost.central.statement;

import io.tillpost.protocol.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;

/// One transfer that an acquirer announces, with the payments it is made of, in an order that depends on content alone.
/// Its sums are those of its lines, else [IllegalArgumentException].
///
/// @param reference what the bank line's remittance text carries
/// @param periodFrom first terminal date that it covers
/// @param periodTo last terminal date that it covers, included
public record Payout(String reference, String merchantId, LocalDate payoutDate, LocalDate periodFrom,
        LocalDate periodTo, Settled settled, List<SettlementLine> lines) {
    public Payout {
        lines = lines.stream().sorted(SettlementLine.BY_CONTENT).toList();
        var sum = lines.stream()
                .map(SettlementLine::settled)
                .reduce(Settled.zero(settled.currency()), Settled::plus);
        if (!sum.equals(settled)) {
            throw new IllegalArgumentException("payout " + reference + " of " + settled.net()
                    + ", expected the sum of its lines " + sum.net());
        }
    }

    /// SHA-256 over everything it says: a re-sent payout is the same, a changed one is not.
    public String contentHash() {
        var digest = Sha256.digest();
        digest.update(String.join("|", reference, merchantId, payoutDate.toString(), periodFrom.toString(),
                periodTo.toString()).getBytes(StandardCharsets.UTF_8));
        for (SettlementLine line : lines) {
            digest.update(('\n' + line.content()).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
