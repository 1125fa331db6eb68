package io.tillpost.edge.rebuild;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every shelf of every room is either brought back after a restore or has a reason why not.
class ShelvesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/tillpost/edge");
    private static final Pattern SHELF = Pattern.compile("new Shelf<>\\(\\s*\"([^\"]+)\"");

    /// What [ForgottenDayTest] and [RebuildTest] compare.
    private static final Set<String> REBUILT = Set.of("shift", "shift-open", "shift-last",
            "shift-last-of-drawer", "shift-waiting",
            "z-report", "shift-count", "grand-totals", "sale", "sale-open", "refund", "refund-open",
            "refund-of-sale", "receipt-at", "receipt-last", "receipt-number", "receipt-first-print",
            "voucher",
            "attempt", "attempt-unresolved", "attempt-attested", "terminal-last-charge", "batch-closing",
            "batch-running");

    private static final Map<String, String> NOT_REBUILT = Map.ofEntries(
            Map.entry("shift-totals", "of earlier versions, read into shift-count"),
            Map.entry("cart", "a cart is no event; taken away when its sale has ended"),
            Map.entry("cart-parked", "likewise"),
            Map.entry("cart-sold", "likewise"),
            Map.entry("terminal-numbers", "the terminal is asked"),
            Map.entry("terminal-answered", "a terminal says who it is"),
            Map.entry("terminal-last-closing", "a terminal tells of a closing once, as a rule"),
            Map.entry("session", "people sign in again"),
            Map.entry("operator", "configuration: operators file or backup"),
            Map.entry("catalog-applied", "configuration: pulled or imported again"),
            Map.entry("head-office-catalog", "configuration: pulled again"),
            Map.entry("head-office-catalog-refused", "a refusal is repeated at the next pull"),
            Map.entry("command-kept", "head office sends what has no end again"),
            Map.entry("command-open", "likewise"),
            Map.entry("command-ring", "likewise"),
            Map.entry("command-ring-place", "likewise"),
            Map.entry("head-office-settings", "configuration: pointed to again at the next connection"),
            Map.entry("sync-head-office", "said again by the next welcome"),
            Map.entry("telemetry-gap", "telemetry may be lost"),
            Map.entry("idempotency", "answers of requests whose tills have gone on"),
            Map.entry("idempotency-2", "likewise"),
            Map.entry("idempotency-turn", "counted anew, nothing is forgotten early"),
            Map.entry("sync-incident", "raised again if it still holds"),
            Map.entry("receipt-series", "begun by Rebuild.forgot itself"),
            Map.entry("rebuilt-event", "written by rebuilding"),
            Map.entry("shift-guessed", "written by rebuilding"),
            Map.entry("sale-begun", "written by rebuilding"),
            Map.entry("attempt-forgotten", "written by rebuilding"),
            Map.entry("attempt-guessed", "written by rebuilding"),
            Map.entry("attempt-owed", "written by rebuilding"),
            Map.entry("terminal-ended", "written by rebuilding"),
            Map.entry("sale-gone", "written by rebuilding"),
            Map.entry("refund-asked", "written by rebuilding"),
            Map.entry("attempt-late", "its terminal is asked again"),
            Map.entry("attempt-disproved", "likewise"),
            Map.entry("mirror-heeded", "of mirrors that a recovery has read"),
            Map.entry("attempt-doubted", "written by Rebuild.forgot itself"));

    @Test
    void everyShelfIsRebuiltOrHasAReason() throws IOException {
        var known = new TreeSet<>(REBUILT);
        known.addAll(NOT_REBUILT.keySet());
        assertEquals(known, inTheSources(),
                "a shelf that is new: rebuild it after a restore (docs/reference/rebuild.md), or say why not");
        assertEquals(REBUILT.size() + NOT_REBUILT.size(), known.size(), "a shelf is one or the other");
    }

    private static Set<String> inTheSources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(ShelvesTest::shelves)
                    .collect(toCollection(TreeSet::new));
        }
    }

    private static Stream<String> shelves(Path file) {
        try {
            return SHELF.matcher(Files.readString(file, StandardCharsets.UTF_8))
                    .results()
                    .map((MatchResult result) -> result.group(1))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
