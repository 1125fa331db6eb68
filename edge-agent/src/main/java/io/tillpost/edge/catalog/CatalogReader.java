package io.tillpost.edge.catalog;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.guard.CardNumberGuard;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Currency;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/// Reads a catalogue whole, or refuses it whole and names the rows that are wrong. Immutable.
final class CatalogReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final Set<String> NEEDED = Set.of("sku", "description", "price", "tax-rate",
            "sales-class");
    private static final Set<String> KNOWN = Set.of("sku", "barcodes", "description", "price", "currency",
            "tax-rate", "sales-class", "unit", "open-price", "quick-key");

    private final Currency currency;

    CatalogReader(Currency currency) {
        this.currency = currency;
    }

    Decision<CatalogContent> read(CatalogFormat format, byte[] file) {
        byte[] text = withoutMark(file);
        OptionalInt cardNumber = CardNumberGuard.findLine(text);
        if (cardNumber.isPresent()) {
            return refused(
                    "line " + cardNumber.getAsInt() + " holds what looks like a card number, expected none");
        }
        return switch (format) {
            case CSV -> csv(new ByteArrayInputStream(text));
            case JSON -> json(text);
        };
    }

    /// Spreadsheets begin their files with one.
    private static byte[] withoutMark(byte[] file) {
        int mark = BYTE_ORDER_MARK.length;
        return file.length >= mark && Arrays.equals(file, 0, mark, BYTE_ORDER_MARK, 0, mark)
                ? Arrays.copyOfRange(file, mark, file.length)
                : file;
    }

    private Decision<CatalogContent> json(byte[] file) {
        try {
            var draft = new CatalogDraft(currency);
            var read = Json.readFile(file, JsonCatalog.class);
            if (read.articles().size() > CatalogDraft.MOST_ARTICLES) {
                return tooMany();
            }
            read.readInto(draft);
            return done(draft);
        } catch (MalformedJsonException e) {
            return refused("at '" + e.pointer() + "': " + e.getMessage());
        }
    }

    private Decision<CatalogContent> csv(InputStream file) {
        var decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        // Empty lines count, so that a row has the number that a spreadsheet shows.
        var format = CSVFormat.RFC4180.builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(false)
                .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                .setTrim(true)
                .get();
        try (var reader = new InputStreamReader(file, decoder);
                var parser = CSVParser.parse(reader, format)) {
            var missing = new TreeSet<>(NEEDED);
            missing.removeAll(parser.getHeaderNames());
            var unknown = new TreeSet<>(parser.getHeaderNames());
            unknown.removeAll(KNOWN);
            if (!missing.isEmpty() || !unknown.isEmpty()) {
                return refused("row 1, header: missing columns " + missing + ", unknown columns " + unknown
                        + ", expected " + new TreeSet<>(KNOWN));
            }
            return rows(parser);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            return refused("it is no CSV in UTF-8: " + e.getMessage());
        }
    }

    private Decision<CatalogContent> rows(CSVParser parser) {
        var draft = new CatalogDraft(currency);
        int columns = parser.getHeaderNames().size();
        for (CSVRecord row : parser) {
            String where = "row " + (row.getRecordNumber() + 1);
            if (row.size() == 1 && row.get(0).isEmpty()) {
                continue;
            }
            if (draft.isFull()) {
                return tooMany();
            }
            if (row.isConsistent()) {
                new CsvRow(row, where, draft).readInto(currency);
            } else {
                draft.errors().add(where, "columns", Integer.toString(row.size()),
                        columns + ", as many as the header has");
            }
        }
        return done(draft);
    }

    private static Decision<CatalogContent> done(CatalogDraft draft) {
        CatalogContent content = draft.content();
        return draft.errors().isEmpty() ? Decision.accept(content) : refused(draft.errors().text());
    }

    private static Decision<CatalogContent> tooMany() {
        return refused("more than " + CatalogDraft.MOST_ARTICLES + " articles");
    }

    private static Decision<CatalogContent> refused(String why) {
        return Decision.refuse(Reason.CATALOG_NOT_VALID, "nothing was applied: " + why);
    }
}
