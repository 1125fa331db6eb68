package io.tillpost.edge.shift;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which business dates tills may be opened with. No later shift goes back behind one, so a wrong one in the future would
/// have to be sold on until it has come.
///
/// @param daysAhead how many days a date may lie after today
/// @param headOffice head office's clock now, where it was compared with this box's since the agent started
public record BusinessDates(int daysAhead, Supplier<Optional<Instant>> headOffice) {
    /// Today and tomorrow, by the box's own clock.
    static final BusinessDates USUAL = new BusinessDates(1, Optional::empty);

    /// The date of a shift that is about to be opened.
    ///
    /// @param wanted absent: today, or the last closed shift's if that is later
    /// @param last the till's last closed shift's
    /// @param vouched whether somebody says that today is right: a later date of a shift was an error then
    Decision<LocalDate> choose(@Nullable LocalDate wanted, Optional<LocalDate> last, LocalDate today,
            boolean vouched) {
        boolean wrong = vouched && last.filter(today::isBefore).isPresent();
        Optional<LocalDate> least = wrong ? Optional.of(today) : last;
        LocalDate usual = least.filter(today::isBefore).orElse(today);
        LocalDate date = wanted == null ? usual : wanted;
        if (least.isPresent() && date.isBefore(least.get())) {
            return Decision.refuse(Reason.BUSINESS_DATE_GOES_BACK, "business date " + date + ", expected "
                    + least.get() + " or later: "
                    + (wrong ? "today in the store" : "the last closed shift's"));
        }
        LocalDate farthest = today.plusDays(daysAhead);
        LocalDate latest = usual.isAfter(farthest) ? usual : farthest;
        return date.isAfter(latest)
                ? Decision.refuse(Reason.BUSINESS_DATE_TOO_LATE, "business date " + date + ", expected "
                        + latest + " or earlier: today in the store is " + today)
                : Decision.accept(date);
    }
}
