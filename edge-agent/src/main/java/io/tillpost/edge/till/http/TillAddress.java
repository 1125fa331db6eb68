package io.tillpost.edge.till.http;

import org.jspecify.annotations.Nullable;

/// Where the till's server listens.
///
/// @param port 0 for any free one
/// @param keys absent: plain HTTP, for this machine alone
public record TillAddress(String host, int port, @Nullable TillKeys keys) {}
