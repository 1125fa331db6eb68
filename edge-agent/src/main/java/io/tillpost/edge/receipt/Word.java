package io.tillpost.edge.receipt;

/// The words on receipts and reports, in each language.
enum Word {
    // @formatter:off
    RECEIPT("Receipt", "Beleg"),
    REFUND("REFUND", "RÜCKGABE"),
    FOR_RECEIPT("For receipt", "Zu Beleg"),
    REASON("Reason", "Grund"),
    TILL("Till", "Kasse"),
    OPERATOR("Served by", "Es bediente"),
    BUSINESS_DATE("Business date", "Geschäftstag"),
    TOTAL("TOTAL", "SUMME"),
    REFUNDED("REFUNDED", "ERSTATTET"),
    ROUNDING("Rounding", "Rundung"),
    TIP("Tip", "Trinkgeld"),
    TO_PAY("To pay", "Zu zahlen"),
    TO_GIVE_BACK("Paid out", "Auszahlung"),
    SAVED("You saved", "Sie sparen"),
    CASH("Cash", "Bar"),
    CHANGE("Change", "Rückgeld"),
    CARD("Card", "Karte"),
    VOUCHER("Voucher", "Gutschein"),
    VAT("VAT", "MwSt."),
    NET("Net", "Netto"),
    GROSS("Gross", "Brutto"),
    SUM("Sum", "Summe"),
    VAT_PAID_WHEN_SOLD("%s VAT, paid when it was sold", "%s MwSt., beim Verkauf versteuert"),
    VAT_DUE_NOW("Single-purpose voucher, VAT is paid now", "Einzweck-Gutschein, jetzt versteuert"),
    VAT_DUE_LATER("Multi-purpose voucher, VAT when redeemed", "Mehrzweck-Gutschein, MwSt. bei Einlösung"),
    VOUCHER_NUMBER("Voucher no. %s", "Gutschein-Nr. %s"),
    NEW_VOUCHER("New voucher", "Neuer Gutschein"),
    CARD_CREDITED("credited to the card", "der Karte gutgeschrieben"),
    TERMINAL("Terminal %s", "Terminal %s"),
    TERMINAL_RECEIPT("Receipt %s Trace %s", "Beleg %s Trace %s"),
    AUTHORIZATION("Authorization %s", "Autorisierung %s"),
    CHIP("chip", "Chip"),
    CONTACTLESS("contactless", "kontaktlos"),
    MAGSTRIPE("magnetic stripe", "Magnetstreifen"),
    MANUAL("typed in", "manuell"),
    TRAINING("TRAINING", "TRAINING"),
    NOT_A_RECEIPT("not a receipt", "kein gültiger Beleg"),
    COPY("COPY", "KOPIE"),
    DUPLICATE("DUPLICATE", "DUPLIKAT"),
    X_REPORT("X REPORT", "X-BERICHT"),
    Z_REPORT("Z REPORT", "Z-BERICHT"),
    DRAWER("Drawer", "Schublade"),
    SHIFT_OF("Shift of", "Schicht von"),
    OPENED("Opened", "Geöffnet"),
    CLOSED("Closed", "Geschlossen"),
    MADE("Made", "Erstellt"),
    SALES("Sales", "Verkäufe"),
    REFUNDS("Refunds", "Rückgaben"),
    ABORTED("Aborted sales", "Abgebrochene Verkäufe"),
    DISCOUNTS("Discounts", "Rabatte"),
    TIPS("Tips", "Trinkgelder"),
    NO_SALES("Drawer opened without sale", "Schublade ohne Verkauf geöffnet"),
    RECEIPTS("Receipts", "Belege"),
    VAT_OF_SALES("VAT OF SALES", "MWST. DER VERKÄUFE"),
    VAT_OF_REFUNDS("VAT OF REFUNDS", "MWST. DER RÜCKGABEN"),
    TENDERS("TENDERS", "ZAHLUNGSARTEN"),
    CASH_MOVEMENTS("CASH MOVEMENTS", "BARGELDBEWEGUNGEN"),
    REFUND_TO("%s, refund", "%s, Erstattung"),
    PAY_IN("Paid in", "Einlage"),
    PAY_OUT("Paid out", "Auslage"),
    SAFE_DROP("To the safe", "Abschöpfung in den Tresor"),
    BANK_DEPOSIT("To the bank", "Bankeinzahlung"),
    CASH_SALES("Cash of sales", "Bar aus Verkäufen"),
    CASH_REFUNDS("Cash of refunds", "Bar für Rückgaben"),
    DRAWER_CASH("DRAWER", "KASSENBESTAND"),
    OPENING_FLOAT("Opening float", "Anfangsbestand"),
    BLIND("Counted blind: sums of cash are left out", "Blind gezählt: ohne Summen des Bargelds"),
    CARRIED("Left uncounted before", "Zuvor ungezählt gelassen"),
    SHORT_AT_OPENING("Short at opening", "Fehlbetrag beim Öffnen"),
    EXPECTED("Expected", "Soll"),
    COUNTED("Counted", "Gezählt"),
    NOT_COUNTED("Not counted", "Nicht gezählt"),
    OVER("Over", "Überschuss"),
    SHORT("Short", "Fehlbetrag"),
    EXACT("Difference", "Differenz"),
    LIFTED("Lifted into the safe", "In den Tresor"),
    GRAND_TOTAL_SALES("Grand total of sales", "Gesamtsumme Verkäufe"),
    GRAND_TOTAL_REFUNDS("Grand total of refunds", "Gesamtsumme Rückgaben"),
    MERCHANT_COPY("MERCHANT COPY", "HÄNDLERBELEG"),
    CARD_PAYMENT("Card payment", "Kartenzahlung"),
    AMOUNT("AMOUNT", "BETRAG"),
    TIP_IN_IT("of which tip", "davon Trinkgeld"),
    SIGNATURE("Cardholder's signature", "Unterschrift des Karteninhabers"),
    BY_SIGNATURE("Verified by signature", "Geprüft durch Unterschrift"),
    BY_PIN("Verified by PIN", "Geprüft durch PIN"),
    BY_PIN_AND_SIGNATURE("Verified by PIN and signature", "Geprüft durch PIN und Unterschrift"),
    NOT_VERIFIED("Without PIN or signature", "Ohne PIN oder Unterschrift");
    // @formatter:on

    private final String english;
    private final String german;

    Word(String english, String german) {
        this.english = english;
        this.german = german;
    }

    String english() {
        return english;
    }

    String german() {
        return german;
    }
}
