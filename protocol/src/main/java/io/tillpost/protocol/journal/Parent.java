package io.tillpost.protocol.journal;

import java.util.UUID;

/// Where a journal that replaces another one leaves off: the last row of the old one that both sides hold.
public record Parent(UUID journalId, long seq, Hash hash) {}
