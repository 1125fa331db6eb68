package io.tillpost.central.reconciliation;

import io.tillpost.protocol.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes camt.053 files for tests.
final class BankText {
    static final String IBAN = "DE89370400440532013000";

    private BankText() {}

    /// An entry; below zero is a debit.
    ///
    /// @param valued when the money counts
    record Entry(String date, String valued, long minor, String text) {
        Entry(String date, long minor, String text) {
            this(date, date, minor, text);
        }
    }

    /// A statement of one day whose balances fit its entries.
    static byte[] statement(String day, long openingMinor, List<Entry> entries) {
        return file(part("S-" + day, day, openingMinor, entries));
    }

    static byte[] statement(String day, long openingMinor, long closingMinor, List<Entry> entries) {
        return file(part("S-" + day, day, day, openingMinor, closingMinor, entries));
    }

    /// A file with these statements.
    static byte[] file(String... statements) {
        return ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt>"
                + String.join("", statements) + "</BkToCstmrStmt></Document>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// A statement for a file, whose balances fit its entries.
    static String part(String id, String day, long openingMinor, List<Entry> entries) {
        long closing = openingMinor + entries.stream().mapToLong(Entry::minor).sum();
        return part(id, day, day, openingMinor, closing, entries);
    }

    /// One whose only entry is booked on its last day.
    static String part(String id, String opens, String closes, long openingMinor, long closingMinor) {
        return part(id, opens, closes, openingMinor, closingMinor,
                List.of(new Entry(closes, closingMinor - openingMinor, id)));
    }

    static String part(String id, String day, long openingMinor, long closingMinor, List<Entry> entries) {
        return part(id, day, day, openingMinor, closingMinor, entries);
    }

    static String part(String id, String opens, String closes, long openingMinor, long closingMinor,
            List<Entry> entries) {
        var xml = new StringBuilder("<Stmt><Id>").append(id).append("</Id><Acct><Id><IBAN>")
                .append(IBAN)
                .append("</IBAN></Id><Ccy>EUR</Ccy></Acct>");
        balance(xml, "OPBD", opens, openingMinor);
        balance(xml, "CLBD", closes, closingMinor);
        for (Entry entry : entries) {
            xml.append("<Ntry>");
            amount(xml, entry.minor());
            xml.append("<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>").append(entry.date())
                    .append("</Dt></BookgDt><ValDt><Dt>").append(entry.valued())
                    .append("</Dt></ValDt><NtryDtls><TxDtls><RmtInf><Ustrd>").append(entry.text())
                    .append("</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>");
        }
        return xml.append("</Stmt>").toString();
    }

    private static void balance(StringBuilder xml, String type, String day, long minor) {
        xml.append("<Bal><Tp><CdOrPrtry><Cd>").append(type).append("</Cd></CdOrPrtry></Tp>");
        amount(xml, minor);
        xml.append("<Dt><Dt>").append(day).append("</Dt></Dt></Bal>");
    }

    private static void amount(StringBuilder xml, long minor) {
        xml.append("<Amt Ccy='EUR'>").append(Money.of(Math.abs(minor), "EUR").decimal())
                .append("</Amt><CdtDbtInd>")
                .append(minor < 0 ? "DBIT" : "CRDT").append("</CdtDbtInd>");
    }
}
