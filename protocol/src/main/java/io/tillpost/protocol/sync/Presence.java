package io.tillpost.protocol.sync;

import java.time.Instant;
import java.util.UUID;

/// Whether an agent is connected; retained on [Topics#state()], `online` false as its will.
public record Presence(String agent, UUID nonce, boolean online, Instant since) {}
