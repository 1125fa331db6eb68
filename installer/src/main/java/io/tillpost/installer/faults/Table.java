package io.tillpost.installer.faults;

import io.tillpost.installer.faults.oracle.Finding;
import io.tillpost.installer.faults.oracle.Finding.Kind;
import io.tillpost.protocol.json.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The outcomes, for people and for programs.
final class Table {
    private static final String ROW = "%3s  %-56s %5s %8s %5s %5s %7s %6s  %7s %6s  %s%n";

    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
    }

    /// Faults by their numbers, all seeds of one in a line.
    void print(List<Outcome> outcomes) {
        out.printf(Locale.ROOT, ROW, "no", "fault", "seeds", "accepted", "lost", "twice", "reorder", "failed",
                "drain s", "each s", "");
        byFault(outcomes).values().forEach(this::row);
        for (Outcome outcome : outcomes) {
            for (Finding finding : outcome.findings()) {
                out.println("fault " + outcome.fault() + " seed " + outcome.seed() + "  " + finding);
            }
        }
        long struck = outcomes.stream().filter(one -> !one.isSkipped()).count();
        out.println(struck + " struck, " + outcomes.stream().filter(Outcome::failed).count() + " failed, "
                + (outcomes.size() - struck) + " skipped");
    }

    private void row(List<Outcome> seeds) {
        Outcome first = seeds.getFirst();
        long slowest = seeds.stream().mapToLong(Outcome::drainMs).max().orElse(0);
        out.printf(Locale.ROOT, ROW, first.fault(), first.title(), seeds.size(),
                seeds.stream().mapToInt(Outcome::accepted).sum(), sum(seeds, Kind.LOST),
                sum(seeds, Kind.DUPLICATED) + sum(seeds, Kind.NUMBERED_TWICE), sum(seeds, Kind.REORDERED),
                seeds.stream().filter(Outcome::failed).count(),
                first.isSkipped() ? "-" : slowest / 1_000 + "." + slowest % 1_000 / 100,
                first.isSkipped()
                        ? "-"
                        : seeds.stream().mapToLong(Outcome::tookMs).sum() / 1_000 / seeds.size(),
                remark(first));
    }

    private static String remark(Outcome outcome) {
        if (outcome.isSkipped()) {
            return "skipped: " + outcome.skipped();
        }
        return outcome.leftOut().isEmpty() ? "" : "in part, skipped: " + outcome.leftOut();
    }

    private static long sum(List<Outcome> seeds, Kind kind) {
        return seeds.stream().mapToLong(one -> one.count(kind)).sum();
    }

    private static Map<Integer, List<Outcome>> byFault(List<Outcome> outcomes) {
        Map<Integer, List<Outcome>> byFault = new TreeMap<>();
        outcomes.forEach(one -> byFault.merge(one.fault(), List.of(one), (a, b) -> java.util.stream.Stream
                .concat(a.stream(), b.stream()).toList()));
        return byFault;
    }

    /// One JSON document.
    void printJson(List<Outcome> outcomes) {
        out.println(Json.writePretty(Map.of("outcomes", outcomes.stream().map(Table::json).toList())));
    }

    private static Map<String, Object> json(Outcome one) {
        var json = new LinkedHashMap<String, Object>();
        json.put("fault", one.fault());
        json.put("title", one.title());
        json.put("seed", one.seed());
        json.put("accepted", one.accepted());
        json.put("lost", one.count(Kind.LOST));
        json.put("duplicated", one.count(Kind.DUPLICATED) + one.count(Kind.NUMBERED_TWICE));
        json.put("reordered", one.count(Kind.REORDERED));
        json.put("drainMs", one.drainMs());
        json.put("tookMs", one.tookMs());
        json.put("skipped", one.skipped());
        json.put("leftOut", one.leftOut());
        json.put("findings", one.findings().stream().map(Finding::toString).toList());
        return json;
    }
}
