package io.tillpost.device.terminal;

import java.util.Currency;

/// Who answered: its TID, currency and what it says of itself (model, software), empty if nothing.
public record TerminalIdentity(String terminalId, Currency currency, String description) {}
