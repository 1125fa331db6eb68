package io.tillpost.edge.till;

import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.shift.Shift;

/// Whether whoever counts a drawer is told what should be in it.
///
/// @param on true: only those with SEE_EXPECTED_CASH are, until somebody has counted it
public record BlindCount(boolean on) {
    boolean shows(Shift shift, Caller caller) {
        return !on || shift.countedCash() != null || caller.may(Permission.SEE_EXPECTED_CASH);
    }
}
