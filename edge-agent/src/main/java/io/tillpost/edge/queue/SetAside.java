package io.tillpost.edge.queue;

import java.util.UUID;

/// An event that head office has taken and set aside.
///
/// @param reason a stable word, e.g. `unreadable`
/// @param detail in words
public record SetAside(UUID event, String reason, String detail) {}
