package io.tillpost.protocol.event;

/// The first article of a sale was entered.
public record SaleStarted(SaleId sale) implements Event {}
