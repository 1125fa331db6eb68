package io.tillpost.installer.faults;

import io.tillpost.installer.faults.oracle.Finding;
import java.util.List;

/// What came of one fault with one seed.
///
/// @param accepted sales and refunds that were answered to tills during it
/// @param findings what must not be; empty where all holds
/// @param skipped why it was not struck; empty where it was
/// @param leftOut what of it was not struck, and why; empty where all was
/// @param tookMs all of it, with what it needed made first
/// @param drainMs from the end of the fault until head office had everything
record Outcome(int fault, String title, long seed, int accepted, List<Finding> findings, String skipped,
        String leftOut, long drainMs, long tookMs) {
    Outcome {
        findings = List.copyOf(findings);
    }

    boolean failed() {
        return !findings.isEmpty();
    }

    boolean isSkipped() {
        return !skipped.isEmpty();
    }

    long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
}
