package io.tillpost.central.statement;

import io.tillpost.central.statement.BankStatement.Balance;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One `Stmt` while it is being read.
final class CamtStatement {
    private static final Pattern ACCOUNT = Pattern.compile("[A-Z0-9][A-Z0-9.-]{0,33}");

    private final XmlCursor xml;
    private final List<BankLine> lines = new ArrayList<>();
    private String reference = "";
    private @Nullable String electronicNumber;
    private @Nullable String legalNumber;
    private @Nullable String created;
    private @Nullable String copy;
    private boolean whole;
    private @Nullable String account;
    private @Nullable String currency;
    private @Nullable Balance opening;
    private @Nullable Balance interimFirst;
    private @Nullable Balance interimLast;
    private @Nullable Balance closing;
    private long bookedMinor;

    /// @param whole the message is not a page of several
    CamtStatement(XmlCursor xml, boolean whole) {
        this.xml = xml;
        this.whole = whole;
    }

    BankStatement read() throws UnreadableFileException {
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "Id" -> reference = xml.text();
                case "ElctrncSeqNb" -> electronicNumber = xml.text();
                case "LglSeqNb" -> legalNumber = xml.text();
                case "CreDtTm" -> created = xml.text();
                case "CpyDplctInd" -> copy = xml.text();
                case "StmtPgntn" -> whole = isOnlyPage(xml) && whole;
                case "Acct" -> readAccount();
                case "Bal" -> readBalance();
                case "Ntry" -> add(new CamtEntry(xml, currency).read());
                default -> xml.skip();
            }
        }
        if (account == null) {
            throw xml.refused("Stmt '" + reference + "' without Acct/Id");
        }
        return new BankStatement(reference, electronicNumber == null ? legalNumber : electronicNumber,
                account,
                currency, opening != null ? opening : interimFirst, closing != null ? closing : interimLast,
                lines, new Issue(electronicNumber, legalNumber, created, copy, whole));
    }

    /// Of a `StmtPgntn` or `MsgPgntn`: the first page and the last.
    static boolean isOnlyPage(XmlCursor xml) throws UnreadableFileException {
        String number = "";
        String last = "";
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "PgNb" -> number = xml.text();
                case "LastPgInd" -> last = xml.text();
                default -> xml.skip();
            }
        }
        return number.equals("1") && (last.equals("true") || last.equals("1"));
    }

    private void add(BankLine line) throws UnreadableFileException {
        lines.add(line);
        if (line.status() == BankLine.Status.BOOKED) {
            bookedMinor += line.amount().minor();
            CamtAmount.requireHeld(xml, "all booked entries of Stmt '" + reference + "' until here",
                    new Money(bookedMinor, line.amount().currency()));
        }
    }

    private void readAccount() throws UnreadableFileException {
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "Id" -> account = readAccountId();
                case "Ccy" -> currency = xml.text();
                default -> xml.skip();
            }
        }
    }

    private String readAccountId() throws UnreadableFileException {
        String id = "";
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "IBAN" -> id = xml.text();
                case "Othr" -> {
                    while (xml.nextChild()) {
                        if (xml.name().equals("Id")) {
                            id = xml.text();
                        } else {
                            xml.skip();
                        }
                    }
                }
                default -> xml.skip();
            }
        }
        String plain = id.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
        if (!ACCOUNT.matcher(plain).matches()) {
            throw xml.refused("account '" + id + "', expected an IBAN or 1 to 34 letters, digits, . or -");
        }
        return plain;
    }

    /// `Bal` without `CdtDbtInd` is a credit balance.
    private void readBalance() throws UnreadableFileException {
        String type = "";
        CamtAmount amount = null;
        boolean credit = true;
        LocalDate date = null;
        while (xml.nextChild()) {
            switch (xml.name()) {
                case "Tp" -> type = readBalanceType();
                case "Amt" -> amount = CamtAmount.readHeld(xml, currency);
                case "CdtDbtInd" -> credit = CamtAmount.isCredit(xml);
                case "Dt" -> date = CamtDate.read(xml);
                default -> xml.skip();
            }
        }
        if (amount == null || date == null) {
            throw xml.refused("Bal " + type + " without " + (amount == null ? "Amt" : "Dt"));
        }
        keep(type, new Balance(amount.signed(credit), date));
    }

    private String readBalanceType() throws UnreadableFileException {
        String code = "";
        while (xml.nextChild()) {
            if (xml.name().equals("CdOrPrtry")) {
                while (xml.nextChild()) {
                    code = xml.text();
                }
            } else {
                xml.skip();
            }
        }
        return code;
    }

    /// Opening booked or, where only that is given, previously closed booked; interim ones stand in on pages between.
    private void keep(String type, Balance balance) {
        switch (type) {
            case "OPBD" -> opening = balance;
            case "PRCD" -> opening = Objects.requireNonNullElse(opening, balance);
            case "CLBD" -> closing = balance;
            case "ITBD" -> {
                interimFirst = Objects.requireNonNullElse(interimFirst, balance);
                interimLast = balance;
            }
            default -> {
            }
        }
    }
}
