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

/// What a card terminal has recorded, as far as an acquirer hears of it: the charges and refunds that stand, batch by
/// batch. The file's format is docs/reference/terminal-simulator.md.
///
/// @param bookings that were not reversed, oldest first
/// @param closings ends of day, oldest first
public record RecordedLedger(List<Booking> bookings, List<Closing> closings) {
    public RecordedLedger {
        bookings = List.copyOf(bookings);
        closings = List.copyOf(closings);
    }

    /// One charge or refund as the terminal knows it.
    ///
    /// @param amount what it brings the merchant: below zero for a refund
    public record Booking(String terminalId, String merchantId, String cardName, String pan, int trace,
            int receiptNumber, String authorization, LocalDate date, LocalTime time, int batch,
            Money amount) {}

    /// How a reversal names what it takes back: traces wrap, batches do not.
    private record Named(String terminalId, int batch, int trace) {}

    /// The end of a batch.
    ///
    /// @param date the terminal's date when it was closed
    /// @param total the terminal's own sum of it
    public record Closing(String terminalId, int batch, LocalDate date, Money total) {}

    /// Reads the file. Lines of other kinds (declines, totals per card) are passed over; what is in the open batch is
    /// read too.
    public static RecordedLedger read(Path file) throws IOException {
        var bookings = new ArrayList<Booking>();
        var closings = new ArrayList<Closing>();
        Set<Named> reversed = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode entry = Json.readTree(line.getBytes(StandardCharsets.UTF_8));
            switch (text(entry, "kind")) {
                case "charge" -> bookings.add(booking(entry, amount(entry)));
                case "refund" -> bookings.add(booking(entry, amount(entry).negated()));
                case "reversal" -> reversed.add(new Named(text(entry, "terminalId"), number(entry, "batch"),
                        number(entry, "originalTrace")));
                case "batch-closed" -> closings.add(closing(entry));
                default -> {
                    // No money moved.
                }
            }
        }
        bookings.removeIf(booking -> reversed
                .contains(new Named(booking.terminalId(), booking.batch(), booking.trace())));
        return new RecordedLedger(bookings, closings);
    }

    /// What stands in one batch.
    public List<Booking> of(Closing closing) {
        return bookings.stream()
                .filter(booking -> booking.terminalId().equals(closing.terminalId())
                        && booking.batch() == closing.batch())
                .toList();
    }

    private static Booking booking(JsonNode entry, Money amount) {
        return new Booking(text(entry, "terminalId"), text(entry, "merchantId"), text(entry, "cardName"),
                text(entry, "pan"), number(entry, "trace"), number(entry, "receiptNumber"),
                text(entry, "authorization"), LocalDate.parse(text(entry, "date")),
                LocalTime.parse(text(entry, "time")), number(entry, "batch"), amount);
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
