package io.tillpost.installer.world;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a card terminal has recorded, as far as an acquirer hears of it: the charges that stand, batch by batch. The
/// file's format is docs/reference/terminal-simulator.md.
///
/// @param charges that were not reversed, oldest first
/// @param closings ends of day, oldest first
public record RecordedLedger(List<Charge> charges, List<Closing> closings) {
    public RecordedLedger {
        charges = List.copyOf(charges);
        closings = List.copyOf(closings);
    }

    /// One charge as the terminal knows it.
    public record Charge(String terminalId, String merchantId, String cardName, String pan, int trace,
            int receiptNumber,
            String authorization, LocalDate date, LocalTime time, int batch, Money amount) {}

    /// The end of a batch.
    ///
    /// @param date the terminal's date when it was closed
    /// @param total the terminal's own sum of it
    public record Closing(String terminalId, int batch, LocalDate date, Money total) {}

    /// Reads the file. Lines of other kinds (declines, totals per card) are passed over; a charge of the open batch is
    /// read too.
    public static RecordedLedger read(Path file) throws IOException {
        var charges = new ArrayList<Charge>();
        var closings = new ArrayList<Closing>();
        Set<Integer> reversed = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode entry = Json.readTree(line.getBytes(StandardCharsets.UTF_8));
            switch (text(entry, "kind")) {
                case "charge" -> charges.add(charge(entry));
                case "reversal" -> reversed.add(number(entry, "originalTrace"));
                case "batch-closed" -> closings.add(closing(entry));
                default -> {
                    // No money moved.
                }
            }
        }
        charges.removeIf(charge -> reversed.contains(charge.trace()));
        return new RecordedLedger(charges, closings);
    }

    /// The charges of one batch.
    public List<Charge> of(Closing closing) {
        return charges.stream()
                .filter(charge -> charge.terminalId().equals(closing.terminalId())
                        && charge.batch() == closing.batch())
                .toList();
    }

    private static Charge charge(JsonNode entry) {
        return new Charge(text(entry, "terminalId"), text(entry, "merchantId"), text(entry, "cardName"),
                text(entry, "pan"),
                number(entry, "trace"), number(entry, "receiptNumber"), text(entry, "authorization"),
                LocalDate.parse(text(entry, "date")), LocalTime.parse(text(entry, "time")),
                number(entry, "batch"),
                amount(entry));
    }

    private static Closing closing(JsonNode entry) {
        return new Closing(text(entry, "terminalId"), number(entry, "batch"),
                LocalDate.parse(text(entry, "date")),
                amount(entry));
    }

    private static Money amount(JsonNode entry) {
        return Money.of(entry.required("amountMinor").longValue(), text(entry, "currency"));
    }

    private static String text(JsonNode entry, String field) {
        return entry.required(field).asText();
    }

    private static int number(JsonNode entry, String field) {
        return entry.required(field).intValue();
    }
}
