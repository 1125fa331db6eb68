package io.tillpost.protocol.sync;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A store's configuration as head office gives it: a JSON document whose parts take the place of the same parts of the
/// box's own file. What is left out stays as the box's file has it. Head office checks the document before it takes it,
/// the agent before it applies it.
///
/// @param format 1
/// @param weighedBarcodes what the labels of the store's scales look like
/// @param blindCount whether cashiers count without being told what should be there
/// @param trainingPrints whether printers print in training mode
/// @param catalogPollMinutes about how long from one look for a catalogue to the next, 1 to 1440
public record StoreSettings(int format, @Nullable ReceiptText receipt,
        @Nullable List<ScaleLabel> weighedBarcodes, @Nullable Boolean blindCount,
        @Nullable Boolean trainingPrints, @Nullable Integer catalogPollMinutes) {
    /// Largest document.
    public static final int MAX_BYTES = 64 << 10;
    /// What boxes have before head office gives them anything.
    public static final StoreSettings NONE = new StoreSettings(1, null, null, null, null, null);

    private static final int FORMAT = 1;
    private static final int MAX_POLL_MINUTES = 1440;
    private static final int MAX_LABELS = 10;

    public StoreSettings {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format is " + format + ", expected " + FORMAT);
        }
        if (weighedBarcodes != null) {
            weighedBarcodes = List.copyOf(weighedBarcodes);
            if (weighedBarcodes.size() > MAX_LABELS) {
                throw new IllegalArgumentException("weighedBarcodes has " + weighedBarcodes.size()
                        + " entries, expected at most " + MAX_LABELS);
            }
            var seen = new HashSet<String>();
            for (ScaleLabel label : weighedBarcodes) {
                if (!seen.add(label.prefix)) {
                    throw new IllegalArgumentException(
                            "weighedBarcodes has prefix " + label.prefix + " twice, expected it once");
                }
            }
        }
        if (catalogPollMinutes != null
                && (catalogPollMinutes < 1 || catalogPollMinutes > MAX_POLL_MINUTES)) {
            throw new IllegalArgumentException("catalogPollMinutes is " + catalogPollMinutes
                    + ", expected 1 to " + MAX_POLL_MINUTES);
        }
    }

    /// What stands on receipts; each absent part stays as it is.
    ///
    /// @param header lines at the top, at most 20 of at most 64 characters
    /// @param footer lines at the bottom, likewise
    /// @param language `en` or `de`
    public record ReceiptText(@Nullable List<String> header, @Nullable List<String> footer,
            @Nullable String language) {
        private static final int MAX_LINES = 20;
        private static final int MAX_LINE_CHARS = 64;
        private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

        public ReceiptText {
            header = header == null ? null : lines("receipt.header", header);
            footer = footer == null ? null : lines("receipt.footer", footer);
            if (language != null && !language.equals("en") && !language.equals("de")) {
                throw new IllegalArgumentException(
                        "receipt.language is '" + language + "', expected en or de");
            }
        }

        private static List<String> lines(String key, List<String> lines) {
            if (lines.size() > MAX_LINES) {
                throw new IllegalArgumentException(
                        key + " has " + lines.size() + " lines, expected at most " + MAX_LINES);
            }
            for (String line : lines) {
                if (line.length() > MAX_LINE_CHARS || CONTROL.matcher(line).find()) {
                    throw new IllegalArgumentException(key + " has a line of " + line.length()
                            + " characters, expected at most " + MAX_LINE_CHARS
                            + " without control characters");
                }
            }
            return List.copyOf(lines);
        }
    }

    /// One kind of label of the store's scales.
    ///
    /// @param prefix two digits from 20 to 29
    /// @param holds `weight` or `price`
    public record ScaleLabel(String prefix, String holds) {
        public ScaleLabel {
            if (!prefix.matches("2[0-9]")) {
                throw new IllegalArgumentException(
                        "weighedBarcodes.prefix is '" + prefix + "', expected two digits from 20 to 29");
            }
            if (!holds.equals("weight") && !holds.equals("price")) {
                throw new IllegalArgumentException(
                        "weighedBarcodes.holds is '" + holds + "', expected weight or price");
            }
        }
    }

    /// Reads a document. Throws [MalformedJsonException] that names the place and what was expected.
    public static StoreSettings read(byte[] document) {
        return Json.read(document, StoreSettings.class);
    }
}
