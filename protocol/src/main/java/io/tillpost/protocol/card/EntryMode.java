package io.tillpost.protocol.card;

/// How the terminal read the card.
public enum EntryMode {
    CHIP, CONTACTLESS, MAGSTRIPE, MANUAL, UNKNOWN
}
