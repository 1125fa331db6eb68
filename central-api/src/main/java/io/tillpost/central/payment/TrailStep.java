package io.tillpost.central.payment;

import java.time.Instant;
import java.util.Map;

/// One step of a payment on its way from the tap to the bank line.
///
/// @param stage journal, ledger, settlement, bank, discrepancy
/// @param reference what to look up for more, as a path of this API where there is one
/// @param facts what this stage knows, ready to show, free of secrets
public record TrailStep(Instant at, String stage, String what, String reference, Map<String, String> facts) {
    public TrailStep {
        facts = Map.copyOf(facts);
    }
}
