package io.tillpost.central.statement;

import java.time.Instant;
import java.util.UUID;

/// A settlement file that was imported. The same bytes from the same acquirer are the same file.
public record SettlementFile(UUID id, String acquirer, String sha256, Instant importedAt) {}
