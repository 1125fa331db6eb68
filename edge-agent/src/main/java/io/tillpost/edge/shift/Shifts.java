package io.tillpost.edge.shift;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Opens and closes shifts. A till has one open shift at most; its business date does not go back. Safe for use by all
/// threads, inside a unit of work.
public final class Shifts {
    private final ShiftShelf shelf = new ShiftShelf();
    private final Map<String, String> drawers;
    private final Currency currency;
    private final ZoneId zone;
    private final Mode mode;
    private final Clock clock;
    private final IdSource ids;
    private final Tally tally;
    private final ClockWatch watch;
    private final BusinessDates dates;

    /// Shifts that count.
    ///
    /// @param drawers till -> its drawer
    public Shifts(Map<String, String> drawers, Currency currency, ZoneId zone, Clock clock, IdSource ids) {
        this(drawers, currency, zone, Mode.LIVE, BusinessDates.USUAL, clock, ids);
    }

    /// @param drawers till -> its drawer
    public Shifts(Map<String, String> drawers, Currency currency, ZoneId zone, Mode mode,
            BusinessDates dates, Clock clock, IdSource ids) {
        this.drawers = Map.copyOf(drawers);
        this.currency = currency;
        this.zone = zone;
        this.mode = mode;
        this.dates = dates;
        this.clock = clock;
        this.ids = ids;
        this.tally = new Tally(currency);
        this.watch = new ClockWatch(clock);
    }

    /// What has to see every event of the journal, or reports show nothing.
    public AppendListener observer() {
        return (unit, envelope, event) -> {
            watch.appended(unit, envelope, event);
            tally.appended(unit, envelope, event);
        };
    }

    /// What brings the records to where events leave them that this box had forgotten.
    public ShiftRebuild rebuild() {
        return new ShiftRebuild(this, shelf, tally, watch);
    }

    /// The currency that the tills' shifts and totals are in, if it is not the configured one: they go on from each other, so a
    /// journal has one for good.
    public Optional<Currency> otherCurrency(View view) {
        return drawers.keySet()
                .stream()
                .flatMap(till -> Stream.concat(shelf.openOn(view, till).stream(),
                        shelf.last(view, till).stream()))
                .map(shift -> shift.expectedCash().currency())
                .filter(held -> !held.equals(currency))
                .findFirst();
    }

    /// The series of a till's Z numbers.
    static String zSeries(String till) {
        return "z/" + till;
    }

    Set<String> tills() {
        return drawers.keySet();
    }

    /// A till's drawer; of a till that is not configured any more, its name.
    String drawerOf(String till) {
        return drawers.getOrDefault(till, till);
    }

    /// Something was written at this moment by an earlier run of the agent.
    public void writtenEarlier(Moment moment) {
        watch.seen(moment);
    }

    /// Somebody says that the machine's clock is right now, although later things are written: it ran ahead then. The tills'
    /// business dates may go back to today with it.
    public Instant clockIsRight() {
        return watch.confirm();
    }

    /// What a till needs to open.
    ///
    /// @param businessDate absent: today in the store, or the last closed shift's if that is later
    public record Opening(String till, String operator, @Nullable LocalDate businessDate,
            Money openingFloat) {}

    /// Opens a shift.
    public Decision<Shift> open(UnitOfWork unit, Opening opening, String traceparent) {
        String drawer = drawers.get(opening.till());
        if (drawer == null) {
            return Decision.refuse(Reason.NO_SUCH_TILL, noSuchTill(opening.till()));
        }
        if (!opening.openingFloat().currency().equals(currency)) {
            return Decision.refuse(Reason.WRONG_CURRENCY,
                    "opening float " + opening.openingFloat() + ", expected " + currency);
        }
        if (opening.openingFloat().isNegative()) {
            return Decision.refuse(Reason.AMOUNT_NOT_VALID,
                    "opening float " + opening.openingFloat() + ", expected at least 0");
        }
        Optional<Shift> open = shelf.openOn(unit, opening.till());
        if (open.isPresent()) {
            return Decision.refuse(Reason.SHIFT_ALREADY_OPEN,
                    "till " + opening.till() + " has the open shift " + open.get().shift());
        }
        for (Shift other : allOpen(unit)) {
            if (other.drawer().equals(drawer)) {
                return Decision.refuse(Reason.DRAWER_IN_USE, "drawer " + drawer + " is used by till "
                        + other.till() + " in its open shift " + other.shift());
            }
        }
        Optional<Shift> last = shelf.last(unit, opening.till());
        return watch.now(last.map(Shift::closedAt).orElse(null), "the till's last shift was closed")
                .then(now -> dates.choose(opening.businessDate(), last.map(Shift::businessDate),
                        businessDays(), watch.isConfirmed())
                        .then(date -> Decision.accept(begin(unit, opening, drawer, date, now, traceparent))));
    }

    /// Today, for business dates; by the machine's own clock if somebody vouches for it.
    private List<LocalDate> businessDays() {
        return watch.isConfirmed() ? List.of(today()) : dates.todays(clock.instant(), zone);
    }

    private Shift begin(UnitOfWork unit, Opening opening, String drawer, LocalDate date, Instant now,
            String traceparent) {
        // Whoever opens has found it and counted: what is not in the float is missing.
        Money carried = shelf.leftIn(unit, drawer).orElse(null);
        var shift = new Shift(new ShiftId(ids.next()), opening.till(), drawer, opening.operator(), date, now,
                opening.openingFloat(), opening.openingFloat(), null, null, mode, carried);
        shelf.store(unit, shift);
        shelf.open(unit, shift);
        var _ = unit.append(shift.stamp(new Cause(Actor.cashier(shift.operator()), traceparent)),
                new ShiftOpened(drawer, opening.openingFloat(), carried));
        return shift;
    }

    /// Closes a shift, if nothing on its till is open. Its Z report is there with it or not at all.
    ///
    /// @param counted absent: nobody counted
    public Decision<Shift> close(UnitOfWork unit, ShiftId id, @Nullable Money counted, OpenWork work,
            Cause cause) {
        return stillOpen(unit, id).then(shift -> {
            if (counted != null && !counted.currency().equals(currency)) {
                return Decision.refuse(Reason.WRONG_CURRENCY,
                        "counted " + counted + ", expected " + currency);
            }
            if (counted != null && counted.isNegative()) {
                return Decision.refuse(Reason.AMOUNT_NOT_VALID,
                        "counted " + counted + ", expected at least 0");
            }
            return work.ended(unit, shift.till())
                    .then(_ -> watch.now(shift.openedAt(), "the shift was opened"))
                    .then(now -> Decision.accept(end(unit, shift.closed(counted, now), now, cause)));
        });
    }

    private Shift end(UnitOfWork unit, Shift closed, Instant now, Cause cause) {
        shelf.store(unit, closed);
        shelf.closed(unit, closed);
        shelf.setLast(unit, closed);
        Money counted = closed.countedCash();
        // All that was counted goes to the safe; the next float comes from there.
        Money lifted = counted == null ? Money.zero(currency) : counted;
        var report = ShiftReport.ofClosed(closed, unit.next(zSeries(closed.till())), now, lifted,
                tally.of(unit, closed));
        shelf.putZ(unit, report);
        var _ = unit.append(closed.stamp(cause),
                new ShiftClosed(closed.drawer(), closed.expectedCash(), counted));
        var _ = unit.append(closed.stamp(cause), zReported(report, lifted, closed.expectedCash()));
        return closed;
    }

    private static ZReported zReported(ShiftReport report, Money lifted, Money expected) {
        return new ZReported(Objects.requireNonNull(report.number()), report.drawer(), report.openedAt(),
                report.at(), report.totals(), report.grandTotalSales(), report.grandTotalRefunds(), expected,
                report.countedCash(), lifted, report.carried());
    }

    /// What a shift did: its X report while it is open, its Z report once it is closed. Absent for shifts that were
    /// closed before there were Z reports.
    public Optional<ShiftReport> report(View view, Shift shift) {
        return shift.closedAt() == null
                ? Optional.of(ShiftReport.ofOpen(shift, clock.instant(), tally.of(view, shift)))
                : shelf.z(view, shift.shift());
    }

    /// A shift that is open, or why not.
    Decision<Shift> stillOpen(View view, ShiftId id) {
        Optional<Shift> found = find(view, id);
        if (found.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no shift " + id);
        }
        Shift shift = found.get();
        return shift.closedAt() == null
                ? Decision.accept(shift)
                : Decision.refuse(Reason.NO_OPEN_SHIFT,
                        "shift " + id + " was closed at " + shift.closedAt());
    }

    /// The open shift of a till, or why there is none.
    public Decision<Shift> needOpen(View view, String till) {
        if (!drawers.containsKey(till)) {
            return Decision.refuse(Reason.NO_SUCH_TILL, noSuchTill(till));
        }
        return shelf.openOn(view, till).map(Decision::accept)
                .orElseGet(() -> Decision.refuse(Reason.NO_OPEN_SHIFT,
                        "till " + till + " has no open shift"));
    }

    /// Whether the store has this till.
    public boolean hasTill(String till) {
        return drawers.containsKey(till);
    }

    /// A customer's cash went into the drawer of a sale's shift.
    public void cashTendered(UnitOfWork unit, ShiftId id, CashMoved moved, Cause cause) {
        var _ = moved(unit, byId(unit, id), moved, cause);
    }

    Shift moved(UnitOfWork unit, Shift shift, CashMoved moved, Cause cause) {
        Shift now = shift.withCash(moved.amount());
        shelf.store(unit, now);
        var _ = unit.append(now.stamp(cause), moved);
        return now;
    }

    /// Whether the store has this till.
    public boolean knowsTill(String till) {
        return drawers.containsKey(till);
    }

    /// A shift that some record names.
    public Shift byId(View view, ShiftId id) {
        return find(view, id).orElseThrow(() -> new IllegalStateException("shift " + id + " is not here"));
    }

    /// A shift, if there is one.
    public Optional<Shift> find(View view, ShiftId id) {
        return shelf.find(view, id);
    }

    /// The shifts that are open now, by till.
    public List<Shift> allOpen(View view) {
        return shelf.allOpen(view);
    }

    /// The envelope of what the agent itself does on a till: in its open shift, or after its last one.
    public Stamp systemStamp(View view, String till, String traceparent) {
        Optional<Shift> open = shelf.openOn(view, till);
        LocalDate date = open.map(Shift::businessDate)
                .or(() -> shelf.last(view, till).map(Shift::businessDate))
                .orElseGet(this::today);
        return new Stamp(till, Actor.SYSTEM, null, mode, date, open.map(Shift::shift).orElse(null),
                traceparent);
    }

    /// The day on which something is sold or taken back in a shift now, for VAT.
    public LocalDate taxDate(Shift shift) {
        return watch.isConfirmed()
                ? today()
                : dates.taxDate(shift.businessDate(), clock.instant(), zone);
    }

    /// Today in the store by the machine's own clock.
    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    private String noSuchTill(String till) {
        return "till '" + till + "', expected one of " + drawers.keySet().stream().sorted().toList();
    }
}
