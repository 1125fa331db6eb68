package io.tillpost.central.statement;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a bank says of the issue of a statement in camt.053, as it stands there.
///
/// @param electronicNumber `ElctrncSeqNb`
/// @param legalNumber `LglSeqNb`
/// @param created `CreDtTm` of the statement; that of the message is another one each time the same statement is sent
/// @param copy `CpyDplctInd`
/// @param whole it is not a page of several, nor in one
public record Issue(@Nullable String electronicNumber, @Nullable String legalNumber, @Nullable String created,
        @Nullable String copy, boolean whole) {

    /// Whether it says by itself that it stands for `other`, which has the same id and the same beginning and end: under the
    /// same numbers, made later, each of them an original and whole (docs/decisions/0037).
    boolean standsFor(Issue other) {
        boolean sameNumbers = Objects.equals(electronicNumber, other.electronicNumber)
                && Objects.equals(legalNumber, other.legalNumber)
                && (electronicNumber != null || legalNumber != null);
        return sameNumbers && copy == null && other.copy == null && whole && other.whole
                && isLater(created, other.created);
    }

    /// False where the two cannot be compared: one is missing, malformed, or has a zone and the other none.
    private static boolean isLater(@Nullable String time, @Nullable String other) {
        if (time == null || other == null) {
            return false;
        }
        try {
            return OffsetDateTime.parse(time).isAfter(OffsetDateTime.parse(other));
        } catch (DateTimeException e) {
            return isLaterWithoutZone(time, other);
        }
    }

    private static boolean isLaterWithoutZone(String time, String other) {
        try {
            return LocalDateTime.parse(time).isAfter(LocalDateTime.parse(other));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
