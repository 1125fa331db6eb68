package io.tillpost.bench.sync;

import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.office.HeadOffice;
import io.tillpost.central.database.Database;
import java.io.PrintStream;
import java.util.List;

final class Growth {
    Growth(HeadOffice office, Database database, SyncBench.Plan plan, SyncBench.Machine machine,
            PrintStream words) {
    }

    List<Figure> measure(double limit) {
        return List.of();
    }
}
