package io.tillpost.device.simulator.terminal;

/// What is settled of one card in a batch, reversed lines left out.
///
/// @param count charges and refunds together
/// @param amountMinor charges minus refunds; below zero if more was given back than charged
record BatchTotal(SimulatedCard card, long count, long amountMinor) {}
