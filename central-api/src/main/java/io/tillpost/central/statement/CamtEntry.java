package io.tillpost.central.statement;

import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One `Ntry` while it is being read, with the transactions that it bundles.
final class CamtEntry {
    /// ISO 20022: "not provided" stands where an end-to-end id is demanded and there is none.
    private static final String NOT_PROVIDED = "NOTPROVIDED";

    private final XmlCursor xml;
    private final @Nullable String accountCurrency;
    private final Set<String> endToEnd = new LinkedHashSet<>();
    private final Set<String> texts = new LinkedHashSet<>();
    private @Nullable CamtAmount amount;
    private @Nullable Boolean credit;
    private BankLine.Status status = BankLine.Status.BOOKED;
    private boolean reversal;
    private @Nullable LocalDate bookingDate;
    private @Nullable LocalDate valueDate;
    private @Nullable String servicerReference;
    private @Nullable String onlyTransactionReference;
    private int detailed;
    private int bundled;

    CamtEntry(XmlCursor xml, @Nullable String accountCurrency) {
        this.xml = xml;
        this.accountCurrency = accountCurrency;
    }

    BankLine read() throws UnreadableFileException {
        while (xml.nextChild()) {
            readField();
        }
        if (amount == null || credit == null) {
            throw xml.refused("Ntry without " + (amount == null ? "Amt" : "CdtDbtInd"));
        }
        var booked = bookingDate == null ? valueDate : bookingDate;
        if (booked == null) {
            throw xml.refused("Ntry without BookgDt and ValDt");
        }
        String reference = servicerReference == null && detailed == 1
                ? onlyTransactionReference
                : servicerReference;
        return new BankLine(amount.signed(credit), booked, valueDate, status, reversal, reference,
                List.copyOf(endToEnd), String.join(" ", texts), Math.max(1, Math.max(detailed, bundled)));
    }

    private void readField() throws UnreadableFileException {
        switch (xml.name()) {
            case "Amt" -> amount = CamtAmount.read(xml, accountCurrency);
            case "CdtDbtInd" -> credit = CamtAmount.isCredit(xml);
            case "RvslInd" -> reversal = isTrue(xml.text());
            case "Sts" -> status = readStatus();
            case "BookgDt" -> bookingDate = CamtDate.read(xml);
            case "ValDt" -> valueDate = CamtDate.read(xml);
            case "AcctSvcrRef" -> servicerReference = stated(xml.text());
            case "NtryDtls" -> readDetails();
            case "AddtlNtryInf" -> addText(xml.text());
            default -> xml.skip();
        }
    }

    /// Text up to version 3, a `Cd` inside from version 4 on.
    private BankLine.Status readStatus() throws UnreadableFileException {
        String code = xml.textOrCode();
        return switch (code) {
            case "BOOK", "" -> BankLine.Status.BOOKED;
            case "PDNG", "FUTR" -> BankLine.Status.PENDING;
            case "INFO" -> BankLine.Status.INFORMATION;
            default -> throw xml.refused("Sts '" + code + "', expected BOOK, PDNG, FUTR or INFO");
        };
    }

    private void readDetails() throws UnreadableFileException {
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "Btch" -> readBatch();
                case "TxDtls" -> readTransaction();
                default -> xml.skip();
            }
        }
    }

    private void readBatch() throws UnreadableFileException {
        while (xml.nextChild()) {
            if (xml.name().equals("NbOfTxs")) {
                String count = xml.text();
                if (!count.matches("[0-9]{1,9}")) {
                    throw xml.refused("NbOfTxs '" + count + "', expected a number");
                }
                bundled += Integer.parseInt(count);
            } else {
                xml.skip();
            }
        }
    }

    private void readTransaction() throws UnreadableFileException {
        detailed++;
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "Refs" -> readReferences();
                case "RmtInf" -> readRemittance();
                case "AddtlTxInf" -> addText(xml.text());
                default -> xml.skip();
            }
        }
    }

    private void readReferences() throws UnreadableFileException {
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "EndToEndId" -> {
                    String id = xml.text();
                    if (!id.isEmpty() && !id.equals(NOT_PROVIDED)) {
                        endToEnd.add(id);
                    }
                }
                case "AcctSvcrRef" -> onlyTransactionReference = stated(xml.text());
                default -> xml.skip();
            }
        }
    }

    /// `Ustrd` text, and the creditor's reference of `Strd`, however deep it stands.
    private void readRemittance() throws UnreadableFileException {
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "Ustrd", "Ref", "AddtlRmtInf" -> addText(xml.text());
                case "Strd", "CdtrRefInf" -> readRemittance();
                default -> xml.skip();
            }
        }
    }

    private void addText(String text) {
        String oneLine = text.replaceAll("\\s+", " ").strip();
        if (!oneLine.isEmpty()) {
            texts.add(oneLine);
        }
    }

    private static @Nullable String stated(String reference) {
        String stripped = reference.strip();
        return stripped.isEmpty() || stripped.equals(NOT_PROVIDED) || stripped.equals("NONREF")
                ? null
                : stripped;
    }

    private static boolean isTrue(String text) {
        return text.equals("true") || text.equals("1");
    }
}
