package io.tillpost.bench.figure;

import io.tillpost.protocol.json.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The figures of one run.
public record Report(String bench, List<Figure> figures) {
    public Report {
        figures = List.copyOf(figures);
    }

    /// Whether all limits are kept.
    public boolean holds() {
        return figures.stream().allMatch(Figure::holds);
    }

    /// For people: a line a figure.
    public void show(PrintStream out) {
        for (Figure figure : figures) {
            out.printf(Locale.ROOT, "  %-24s %10.2f  %-14s %s%n", figure.name(), figure.value(),
                    asked(figure), figure.what());
        }
    }

    private static String asked(Figure figure) {
        String verdict = figure.holds() ? "ok" : "MISSED";
        Double limit = figure.atMost();
        Double mark = figure.atLeast();
        if (limit != null) {
            return "limit " + plain(limit) + "  " + verdict;
        }
        return mark == null ? "" : "mark " + plain(mark) + "  " + verdict;
    }

    /// For programs: `{"bench":…,"holds":…,"figures":{name:value}}`.
    public String json() {
        var values = new LinkedHashMap<String, Object>();
        figures.forEach(figure -> values.put(figure.name(), figure.value()));
        var document = new LinkedHashMap<String, Object>();
        document.put("bench", bench);
        document.put("holds", holds());
        document.put("figures", Map.copyOf(values));
        return Json.writePretty(document);
    }

    private static String plain(double limit) {
        return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
    }
}
