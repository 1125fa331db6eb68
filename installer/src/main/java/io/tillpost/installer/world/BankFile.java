package io.tillpost.installer.world;

import io.tillpost.protocol.money.Money;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes a bank's end-of-day statement as camt.053.001.08 (ISO 20022): one entry per payout, net of fees (a debit where refunds outweigh charges), with the
/// payout's reference in the remittance text as the acquirer gave it.
final class BankFile {
    private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter xml;

    private BankFile() throws XMLStreamException {
        xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
    }

    /// The statement of `day`.
    ///
    /// @param opening what the account held before
    /// @param payouts that arrived on that day
    static String text(String iban, LocalDate day, Money opening, List<Payout> payouts) {
        try {
            var file = new BankFile();
            file.document(iban, day, opening, payouts);
            return file.out.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
    }

    private void document(String iban, LocalDate day, Money opening, List<Payout> payouts)
            throws XMLStreamException {
        Currency currency = opening.currency();
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("Document");
        xml.writeDefaultNamespace(NAMESPACE);
        open("BkToCstmrStmt", "GrpHdr");
        leaf("MsgId", "BANK-" + day);
        leaf("CreDtTm", day + "T23:30:00+01:00");
        close();
        open("Stmt");
        leaf("Id", "STMT-" + day);
        leaf("ElctrncSeqNb", Long.toString(day.toEpochDay()));
        leaf("CreDtTm", day + "T23:30:00+01:00");
        open("Acct", "Id");
        leaf("IBAN", iban);
        close();
        leaf("Ccy", currency.getCurrencyCode());
        close();
        balance("OPBD", opening, day);
        balance("CLBD", opening.plus(Money.sum(payouts.stream().map(Payout::net).toList(), currency)), day);
        for (Payout payout : payouts) {
            if (!payout.net().isZero()) {
                entry(payout, day);
            }
        }
        xml.writeEndDocument();
    }

    private void balance(String kind, Money amount, LocalDate day) throws XMLStreamException {
        open("Bal", "Tp", "CdOrPrtry");
        leaf("Cd", kind);
        close();
        close();
        amount(amount);
        leaf("CdtDbtInd", amount.isNegative() ? "DBIT" : "CRDT");
        date("Dt", day);
        close();
    }

    private void entry(Payout payout, LocalDate day) throws XMLStreamException {
        open("Ntry");
        leaf("NtryRef", payout.reference());
        amount(payout.net());
        leaf("CdtDbtInd", payout.net().isNegative() ? "DBIT" : "CRDT");
        open("Sts");
        leaf("Cd", "BOOK");
        close();
        date("BookgDt", day);
        date("ValDt", payout.payDate());
        leaf("AcctSvcrRef", "B" + day.toString().replace("-", "") + payout.merchantId());
        open("BkTxCd", "Domn");
        leaf("Cd", "PMNT");
        open("Fmly");
        leaf("Cd", payout.net().isNegative() ? "RDDT" : "RCDT");
        leaf("SubFmlyCd", payout.net().isNegative() ? "ESDD" : "ESCT");
        close();
        close();
        close();
        open("NtryDtls", "TxDtls", "Refs");
        leaf("EndToEndId", "NOTPROVIDED");
        close();
        open("RmtInf");
        leaf("Ustrd", "NORDPAY AUSZAHLUNG " + payout.reference() + " MID " + payout.merchantId() + " "
                + payout.terminalDay());
        close();
        close();
        close();
        close();
    }

    private void amount(Money amount) throws XMLStreamException {
        xml.writeStartElement("Amt");
        xml.writeAttribute("Ccy", amount.currency().getCurrencyCode());
        xml.writeCharacters((amount.isNegative() ? amount.negated() : amount).decimal());
        close();
    }

    private void date(String name, LocalDate day) throws XMLStreamException {
        open(name);
        leaf("Dt", day.toString());
        close();
    }

    private void open(String... names) throws XMLStreamException {
        for (String name : names) {
            xml.writeStartElement(name);
        }
    }

    private void leaf(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        close();
    }

    private void close() throws XMLStreamException {
        xml.writeEndElement();
    }
}
