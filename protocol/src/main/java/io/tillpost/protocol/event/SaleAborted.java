package io.tillpost.protocol.event;

/// A sale ended without being completed; nothing was paid, or all of it was given back. `reason` is in words.
public record SaleAborted(SaleId sale, String reason) implements Event {}
