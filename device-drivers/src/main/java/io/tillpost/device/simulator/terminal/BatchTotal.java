package io.tillpost.device.simulator.terminal;

/// Charges of one card in a batch, reversed ones left out.
record BatchTotal(SimulatedCard card, long count, long amountMinor) {}
