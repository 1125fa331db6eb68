package io.tillpost.central.statement;

import static io.tillpost.central.statement.SettlementColumn.ACQUIRER_REFERENCE;
import static io.tillpost.central.statement.SettlementColumn.AUTHORIZATION;
import static io.tillpost.central.statement.SettlementColumn.CARD_NAME;
import static io.tillpost.central.statement.SettlementColumn.CARD_NUMBER;
import static io.tillpost.central.statement.SettlementColumn.COUNT;
import static io.tillpost.central.statement.SettlementColumn.CURRENCY;
import static io.tillpost.central.statement.SettlementColumn.MID;
import static io.tillpost.central.statement.SettlementColumn.PAYOUT_DATE;
import static io.tillpost.central.statement.SettlementColumn.PAYOUT_REFERENCE;
import static io.tillpost.central.statement.SettlementColumn.PERIOD_FROM;
import static io.tillpost.central.statement.SettlementColumn.PERIOD_TO;
import static io.tillpost.central.statement.SettlementColumn.RECEIPT_NUMBER;
import static io.tillpost.central.statement.SettlementColumn.RECORD;
import static io.tillpost.central.statement.SettlementColumn.TERMINAL_BATCH;
import static io.tillpost.central.statement.SettlementColumn.TERMINAL_DATE;
import static io.tillpost.central.statement.SettlementColumn.TERMINAL_TIME;
import static io.tillpost.central.statement.SettlementColumn.TID;
import static io.tillpost.central.statement.SettlementColumn.TRACE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// Reads a settlement file (docs/reference/settlement-csv.md), row by row and strictly: it is read whole or not at all.
public final class SettlementCsv {
    static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9./-]{1,35}");
    private static final Pattern MERCHANT = Pattern.compile("[A-Za-z0-9]{1,15}");
    private static final Pattern TERMINAL = Pattern.compile("[A-Za-z0-9]{1,8}");
    private static final Pattern AUTHORIZATION_CODE = Pattern.compile("[A-Za-z0-9]{1,8}");
    private static final Pattern NAME = Pattern.compile("[\\P{Cntrl}]{1,40}");
    private static final Pattern ACQUIRER_NUMBER = Pattern.compile("[A-Za-z0-9./-]{1,40}");

    private static final EnumSet<SettlementColumn> OF_END = EnumSet.of(RECORD, COUNT);
    private static final EnumSet<SettlementColumn> OF_PAYOUT = EnumSet.complementOf(EnumSet.of(TID,
            TERMINAL_BATCH, TERMINAL_DATE, TERMINAL_TIME, TRACE, RECEIPT_NUMBER, AUTHORIZATION, CARD_NAME,
            CARD_NUMBER, ACQUIRER_REFERENCE));
    private static final EnumSet<SettlementColumn> OF_PAYMENT = EnumSet.complementOf(
            EnumSet.of(PERIOD_FROM, PERIOD_TO, COUNT));

    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();
    private static final int MAX_ROWS = 1_000_000_000;

    private final Map<String, PayoutDraft> drafts = new LinkedHashMap<>();
    private int rows;
    private boolean ended;

    private SettlementCsv() {}

    /// The payouts of a file, each with its lines.
    public static List<Payout> read(byte[] file) throws UnreadableFileException {
        Utf8.check(file);
        var reader = new SettlementCsv();
        try (var text = withoutMark(file);
                var parser = CSVParser.builder().setReader(text).setFormat(FORMAT).get()) {
            reader.readRows(parser);
        } catch (IOException | UncheckedIOException e) {
            throw new UnreadableFileException(reader.rows + 2, 0, "row breaks the quoting rules of RFC 4180");
        }
        return reader.finish();
    }

    private static Reader withoutMark(byte[] file) {
        int skip = file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB
                && file[2] == (byte) 0xBF ? 3 : 0;
        return new InputStreamReader(new ByteArrayInputStream(file, skip, file.length - skip),
                StandardCharsets.UTF_8);
    }

    private void readRows(CSVParser parser) throws UnreadableFileException {
        boolean header = true;
        for (CSVRecord fields : parser) {
            var row = new SettlementRow(fields);
            if (header) {
                checkHeader(row);
                header = false;
            } else {
                readRow(row);
            }
        }
        if (header) {
            throw new UnreadableFileException(1, 1, "an empty file, expected the header row");
        }
    }

    private static void checkHeader(SettlementRow row) throws UnreadableFileException {
        for (SettlementColumn column : SettlementColumn.values()) {
            if (!row.raw(column).equals(column.header())) {
                throw row.refused(column, "the header " + column.header());
            }
        }
    }

    private void readRow(SettlementRow row) throws UnreadableFileException {
        if (ended) {
            throw row.refused(RECORD, "nothing after the END row");
        }
        switch (row.raw(RECORD)) {
            case "TX" -> {
                row.nothingBut(OF_PAYMENT);
                draft(row).add(line(row));
                rows++;
            }
            case "PAYOUT" -> {
                row.nothingBut(OF_PAYOUT);
                draft(row).close(row);
                rows++;
            }
            case "END" -> {
                row.nothingBut(OF_END);
                end(row);
            }
            default -> throw row.refused(RECORD, "TX, PAYOUT or END");
        }
    }

    private PayoutDraft draft(SettlementRow row) throws UnreadableFileException {
        String reference = row.text(PAYOUT_REFERENCE, REFERENCE, "1 to 35 of A-Z a-z 0-9 . - /");
        String merchantId = row.text(MID, MERCHANT, "1 to 15 of A-Z a-z 0-9");
        var date = row.date(PAYOUT_DATE);
        var currency = row.currency(CURRENCY);
        var draft = drafts.computeIfAbsent(reference,
                r -> new PayoutDraft(row.line(), r, merchantId, date, currency));
        draft.agree(row, merchantId, date, currency);
        return draft;
    }

    private static SettlementLine line(SettlementRow row) throws UnreadableFileException {
        var currency = row.currency(CURRENCY);
        return new SettlementLine(row.text(TID, TERMINAL, "1 to 8 of A-Z a-z 0-9"),
                row.has(TERMINAL_BATCH) ? row.number(TERMINAL_BATCH, 0, 9999) : null,
                row.date(TERMINAL_DATE), row.time(TERMINAL_TIME),
                row.number(TRACE, 1, 999_999), row.number(RECEIPT_NUMBER, 1, 9999),
                row.textIfStated(AUTHORIZATION, AUTHORIZATION_CODE, "at most 8 of A-Z a-z 0-9"),
                row.text(CARD_NAME, NAME, "1 to 40 characters"), row.panIfStated(CARD_NUMBER),
                row.settled(currency),
                row.textIfStated(ACQUIRER_REFERENCE, ACQUIRER_NUMBER, "at most 40 of A-Z a-z 0-9 . - /"));
    }

    private void end(SettlementRow row) throws UnreadableFileException {
        int stated = row.number(COUNT, 0, MAX_ROWS);
        if (stated != rows) {
            throw row.refused(COUNT, rows + ", the number of TX and PAYOUT rows");
        }
        ended = true;
    }

    private List<Payout> finish() throws UnreadableFileException {
        if (!ended) {
            throw new UnreadableFileException(rows + 2, 1, "end of file, expected the END row");
        }
        var payouts = new ArrayList<Payout>(drafts.size());
        for (PayoutDraft draft : drafts.values()) {
            payouts.add(draft.finish());
        }
        return List.copyOf(payouts);
    }
}
