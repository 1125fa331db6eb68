package io.tillpost.central.payment;

/// How a terminal and an acquirer name one payment of a merchant id. The numbers wrap, so a name comes again after months.
public record TerminalReference(String terminalId, int trace, int receiptNumber) {}
