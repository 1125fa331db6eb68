package io.tillpost.edge.journal;

import org.jspecify.annotations.Nullable;

/// How the disk under the journal is.
///
/// @param disk `ENOUGH`, `LOW`, `NEARLY_FULL` (nothing new is begun) or `FULL`; absent: nobody looks
/// @param freeBytes on the journal's disk at the last look
/// @param totalBytes of it
/// @param mirror `OFF`, `IN_STEP`, `CATCHING_UP` (it is being made anew) or `FAILED`
/// @param mirrorProblem why it fails, or why there is no room to make it anew; absent unless that is so
/// @param mirrorAdvice what to do so that it protects against more, in one sentence; absent where it is on another disk than
/// the journal, and where there is none
public record Durability(@Nullable String disk, @Nullable Long freeBytes, @Nullable Long totalBytes,
        String mirror, @Nullable String mirrorProblem, @Nullable String mirrorAdvice) {}
