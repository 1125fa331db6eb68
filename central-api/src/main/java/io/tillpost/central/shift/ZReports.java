package io.tillpost.central.shift;

import io.tillpost.central.database.Transaction;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kept Z reports. Nothing is ever changed.
public interface ZReports {
    /// Keeps them.
    void save(Transaction transaction, String tenant, List<KeptZ> reports);

    /// Those of a business date by store, till and number; `stores` narrows, absent means all.
    List<KeptZ> ofDay(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            LocalDate businessDate);

    /// All reports of a till with this number: one, if nothing is wrong.
    List<KeptZ> numbered(Transaction transaction, String tenant, String store, String till, long number);

    /// The report of a till with the highest number below this one.
    Optional<KeptZ> lastBefore(Transaction transaction, String tenant, String store, String till,
            long number);

    /// The last report of each shift of a till, up to this number.
    List<KeptZ> ofShifts(Transaction transaction, String tenant, String store, String till, long upTo);
}
