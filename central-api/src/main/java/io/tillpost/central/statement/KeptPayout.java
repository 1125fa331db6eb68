package io.tillpost.central.statement;

import java.time.LocalDate;
import java.util.UUID;

/// A payout as it is kept, without its lines.
///
/// @param id the same for acquirer, merchant id and reference, whichever file it comes in
/// @param legalEntity holder of the merchant id by its contract
public record KeptPayout(UUID id, String acquirer, String legalEntity, String merchantId, String reference,
        LocalDate payoutDate, LocalDate periodFrom, LocalDate periodTo, Settled settled, int lineCount) {}
