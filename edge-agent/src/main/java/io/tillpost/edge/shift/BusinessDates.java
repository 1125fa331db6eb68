package io.tillpost.edge.shift;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.TwoClocks;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which business dates tills may be opened with. No later shift goes back behind one, so a wrong one in the future would
/// have to be sold on until it has come.
///
/// @param daysAhead how many days a date may lie after today
/// @param headOffice head office's clock now, where it was compared with this box's since the agent started
/// @param built no clock is right that says less
public record BusinessDates(int daysAhead, Supplier<Optional<Instant>> headOffice, Instant built) {
    /// Today and tomorrow, by the box's own clock.
    static final BusinessDates USUAL = new BusinessDates(1, Optional::empty, Instant.EPOCH);

    /// What day it is; two where nobody can know which of two clocks is right.
    ///
    /// @param box the box's own clock
    List<LocalDate> todays(Instant box, ZoneId zone) {
        return believed(box).stream().map(now -> LocalDate.ofInstant(now, zone)).distinct().toList();
    }

    /// The day on which something is supplied now, for VAT: what day it is; of two, the one that fits the shift's business date,
    /// which somebody has said or a clock that was believed then; that date itself where no clock can be right. Past midnight
    /// it is the day after.
    ///
    /// @param businessDate of the shift that sells it
    LocalDate taxDate(LocalDate businessDate, Instant box, ZoneId zone) {
        return closest(businessDate, believed(box).stream().filter(now -> !now.isBefore(built)), zone);
    }

    /// The same of a moment that is past, by the clocks of then. Which of two was believed is not known any more.
    static LocalDate taxDateThen(LocalDate businessDate, TwoClocks then, ZoneId zone) {
        return closest(businessDate,
                then.agree() ? Stream.of(then.headOffice()) : Stream.of(then.headOffice(), then.box()), zone);
    }

    private static LocalDate closest(LocalDate businessDate, Stream<Instant> clocks, ZoneId zone) {
        return clocks.map(now -> LocalDate.ofInstant(now, zone))
                .min(Comparator.comparingLong(day -> Math.abs(ChronoUnit.DAYS.between(businessDate, day))))
                .orElse(businessDate);
    }

    private List<Instant> believed(Instant box) {
        return headOffice.get().map(theirs -> believed(new TwoClocks(box, theirs))).orElse(List.of(box));
    }

    /// A box without a battery begins in 1970, and is told by head office what day it is.
    private List<Instant> believed(TwoClocks clocks) {
        if (clocks.agree() || clocks.box().isBefore(built)) {
            return List.of(clocks.headOffice());
        }
        return clocks.headOffice().isBefore(built)
                ? List.of(clocks.box())
                : List.of(clocks.headOffice(), clocks.box());
    }

    /// The date of a shift that is about to be opened.
    ///
    /// @param wanted absent: today, or the last closed shift's if that is later
    /// @param last the till's last closed shift's
    /// @param todays what day it is; of several, the one that `wanted` fits
    /// @param vouched whether somebody says that today is right: a later date of a shift was an error then
    Decision<LocalDate> choose(@Nullable LocalDate wanted, Optional<LocalDate> last, List<LocalDate> todays,
            boolean vouched) {
        List<Decision<LocalDate>> choices = todays.stream()
                .map(today -> choose(wanted, last, today, vouched))
                .distinct()
                .toList();
        if (wanted == null && choices.size() > 1) {
            return Decision.refuse(Reason.BUSINESS_DATE_UNCLEAR, "by head office's clock it is "
                    + todays.getFirst() + ", by this machine's " + todays.getLast()
                    + ": say the business date, and set right the clock that is wrong");
        }
        return choices.stream()
                .filter(Decision.Accepted.class::isInstance)
                .findFirst()
                .orElse(choices.getLast());
    }

    private Decision<LocalDate> choose(@Nullable LocalDate wanted, Optional<LocalDate> last, LocalDate today,
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
