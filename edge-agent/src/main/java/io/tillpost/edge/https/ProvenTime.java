package io.tillpost.edge.https;

import java.time.Instant;

/// The clock of a server that proved itself, to the second.
///
/// @param provenUntil the end of the certificate by which it did
public record ProvenTime(Instant now, Instant provenUntil) {}
