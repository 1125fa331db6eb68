package io.tillpost.installer.evidence;

import io.tillpost.installer.bridge.Evidence.OfBank;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// What a bank's statement says. The files are small and our own, so the JDK's tree serves; head office reads them
/// otherwise.
public final class BankEvidence {
    private static final Pattern PAYOUT = Pattern.compile("\\bNP-[0-9]{6}-[0-9]+-[0-9]+\\b");
    private static final String ANY = "*";

    private final Currency currency;

    private BankEvidence(Currency currency) {
        this.currency = currency;
    }

    /// Reads a camt.053 file with one statement.
    public static OfBank read(Path file, LocalDate day, Currency currency) throws IOException {
        return new BankEvidence(currency).statement(parse(file), day);
    }

    private OfBank statement(Document document, LocalDate day) throws IOException {
        Money opening = Money.zero(currency);
        Money closing = Money.zero(currency);
        var balances = document.getElementsByTagNameNS(ANY, "Bal");
        for (int i = 0; i < balances.getLength(); i++) {
            var balance = (Element) balances.item(i);
            switch (text(balance, "Cd")) {
                case "OPBD" -> opening = amount(balance);
                case "CLBD" -> closing = amount(balance);
                default -> throw new IOException("a balance of kind " + text(balance, "Cd"));
            }
        }
        Map<String, Money> credits = new HashMap<>();
        var entries = document.getElementsByTagNameNS(ANY, "Ntry");
        for (int i = 0; i < entries.getLength(); i++) {
            var entry = (Element) entries.item(i);
            credits.merge(payoutIn(text(entry, "Ustrd")), amount(entry), Money::plus);
        }
        return new OfBank(day, opening, closing, credits);
    }

    private Money amount(Element element) {
        Money amount = Money.parse(text(element, "Amt"), currency);
        return text(element, "CdtDbtInd").equals("CRDT") ? amount : amount.negated();
    }

    private static String payoutIn(String remittance) {
        Matcher found = PAYOUT.matcher(remittance);
        return found.find() ? found.group() : remittance;
    }

    private static String text(Element within, String name) {
        var found = within.getElementsByTagNameNS(ANY, name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    private static Document parse(Path file) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
