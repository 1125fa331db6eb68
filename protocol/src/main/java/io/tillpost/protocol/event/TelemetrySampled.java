package io.tillpost.protocol.event;

/// How the box does, now and then. Sizes in bytes.
///
/// @param journalBytes the journal's file and its write-ahead log
/// @param diskFreeBytes on the journal's file system
/// @param waitingFin events of the lane `fin` that head office has not acknowledged
/// @param waitingOps the same of `ops`
/// @param heapBytes used by the agent's heap
/// @param residentBytes of the agent's process; -1 where the system does not say
/// @param uptimeSeconds of this run of the agent
public record TelemetrySampled(long journalBytes, long diskFreeBytes, long waitingFin, long waitingOps,
        long heapBytes, long residentBytes, long uptimeSeconds) implements Event {}
