package io.tillpost.installer.faults.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a simulated terminal wrote down of what it truly did (docs/reference/terminal-simulator.md).
public final class TerminalBook {
    private TerminalBook() {}

    /// What it charged and did not give back, in minor units; 0 if it wrote nothing yet.
    public static long chargedMinor(Path ledger) throws IOException {
        if (!Files.exists(ledger)) {
            return 0;
        }
        long sum = 0;
        for (String line : Files.readAllLines(ledger)) {
            JsonNode entry = Json.readTree(line.getBytes(StandardCharsets.UTF_8));
            long amount = entry.path("amountMinor").asLong();
            sum += switch (entry.required("kind").asText()) {
                case "charge" -> amount;
                case "refund" -> -amount;
                case "reversal" -> entry.path("originalKind").asText("charge").equals("refund")
                        ? amount
                        : -amount;
                default -> 0;
            };
        }
        return sum;
    }
}
