package io.tillpost.installer.demo;

import io.tillpost.protocol.money.Money;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/// The store that the demo plays, and whom it deals with.
final class Business {
    static final String TENANT = "acme";
    static final String LEGAL_ENTITY = "acme-de";
    static final String STORE = "hamburg-1";
    static final String AGENT = "hamburg-1-a";
    static final String TILL = "till-1";
    static final String DRAWER = "drawer-1";
    static final String TERMINAL = "terminal-1";
    static final String PRINTER = "printer-1";
    /// Where a visitor sells by hand, apart from the day that is played.
    static final String VISITORS_TILL = "till-2";
    static final String VISITORS_DRAWER = "drawer-2";
    static final String VISITORS_TERMINAL = "terminal-2";
    static final String VISITORS_TERMINAL_ID = "69000002";
    static final String CASHIER = "ayse";
    static final Map<String, Object> OPERATORS = Map.of("operators",
            List.of(Map.of("operator", CASHIER, "title", "Ayşe", "role", "cashier", "pin", "1111"),
                    Map.of("operator", "ben", "title", "Ben", "role", "supervisor", "pin", "2222"),
                    Map.of("operator", "chris", "title", "Chris", "role", "manager", "pin", "3333")));
    static final String ACQUIRER = "nordpay";
    static final String TERMINAL_ID = "69000001";
    static final String DEBIT_CONTRACT = "455600001234";
    static final String CREDIT_CONTRACT = "455600009876";
    static final String IBAN = "DE02120300000000202051";
    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    static final Currency CURRENCY = Currency.getInstance("EUR");
    static final Money OPENING_FLOAT = new Money(10_000, CURRENCY);

    private Business() {}
}
