package io.tillpost.device.terminal;

import io.tillpost.protocol.money.Money;

/// Count and sum of one card type in a terminal batch.
public record CardTypeTotal(String cardName, int count, Money gross) {}
