package io.tillpost.edge.receipt;

import java.time.Instant;
import java.time.LocalDate;

/// Where, when and by whom a receipt was given.
///
/// @param series receipt series; `number` is gap-free within it
/// @param at when the sale or refund was completed
/// @param businessDate the day it counts for, which need not be the calendar's
public record Issue(String series, long number, String till, String operator, Instant at,
        LocalDate businessDate) {
    /// What its bar code holds, and the till page finds it by: `hamburg-1/12`.
    String code() {
        return series + "/" + number;
    }
}
