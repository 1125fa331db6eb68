package io.tillpost.installer.faults.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalBookTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasReversedCountsForNothing() throws IOException {
        Path ledger = folder.resolve("ledger.ndjson");
        assertEquals(0, TerminalBook.chargedMinor(ledger));
        Files.writeString(ledger, """
                {"kind":"charge","trace":1,"amountMinor":1000}
                {"kind":"charge","trace":2,"amountMinor":300}
                {"kind":"reversal","trace":3,"amountMinor":300,"originalKind":"charge","originalTrace":2}
                {"kind":"refund","trace":4,"amountMinor":70}
                {"kind":"refund","trace":5,"amountMinor":50}
                {"kind":"reversal","trace":6,"amountMinor":50,"originalKind":"refund","originalTrace":5}
                {"kind":"declined","trace":7,"amountMinor":9000,"attempted":"charge"}
                {"kind":"batch-closed","trace":8,"amountMinor":930}
                """);
        assertEquals(930, TerminalBook.chargedMinor(ledger));
    }
}
