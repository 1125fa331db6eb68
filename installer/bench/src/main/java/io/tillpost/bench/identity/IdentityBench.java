package io.tillpost.bench.identity;

import static java.util.Objects.requireNonNull;

import io.tillpost.bench.command.Machine;
import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.figure.Report;
import io.tillpost.installer.stage.OfficeCommands;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.matrix.RouteMatrix;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// One run of the bench. The marks are explained in docs/reference/identity-budgets.md.
final class IdentityBench {
    private static final double RATIO_MARK = 0.8;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int WRONG_SHOWN = 20;

    private final Path home;
    private final Path folder;
    private final Plan plan;
    private final Machine machine;
    private final PrintStream words;

    /// How it is measured.
    ///
    /// @param seed decides in which order the slices of a pair come
    /// @param pairs how many
    /// @param slice how long one lasts
    /// @param clients that ask at the same time
    record Plan(long seed, int pairs, Duration slice, int clients) {}

    /// The ways of asking.
    enum Way {
        OPEN, TOKEN, KEY
    }

    IdentityBench(Path home, Path folder, Plan plan, Machine machine,
            PrintStream words) {
        this.home = home;
        this.folder = folder;
        this.plan = plan;
        this.machine = machine;
        this.words = words;
    }

    Report run() throws IOException {
        try (var ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")));
                var office = new Office(home, folder, ports, password())) {
            words.println("  a head-office node is up");
            var matrix = new RouteMatrix(office.uri(), office.http());
            Set<String> scopes = matrix.scopes();
            var everything = Callers.everything(office, scopes);
            var figures = new ArrayList<Figure>();
            figures.addAll(speed(office, everything));
            figures.addAll(routes(matrix, office, everything, scopes));
            return new Report("identity", figures);
        }
    }

    private String password() {
        return Long.toUnsignedString(machine.random().nextLong(), 36)
                + Long.toUnsignedString(machine.random().nextLong(), 36);
    }

    private List<Figure> speed(Office office, OfficeCommands.Client client) throws IOException {
        var scope = Set.of(MeasuredServer.SCOPE);
        String token = office.token(client, Set.of(MeasuredServer.SCOPE, "keys:manage"));
        String key = office.apiKey(token, "bench speed", scope);
        try (var log = AccessLogFile.in(folder);
                var server = MeasuredServer.start(office.database(), office.masterKey(), office.issuer(),
                        machine);
                var crowd = new Crowd(server.port(), plan.clients, machine.nanoTime())) {
            words.println("  the access log goes to " + log.file());
            return figures(pairs(crowd, new EnumMap<>(Map.of(
                    Way.OPEN, KeepAliveClient.get(MeasuredServer.OPEN, ""),
                    Way.TOKEN, KeepAliveClient.get(MeasuredServer.CLOSED, token),
                    Way.KEY, KeepAliveClient.get(MeasuredServer.CLOSED, key)))));
        }
    }

    private List<Pair> pairs(Crowd crowd, EnumMap<Way, byte[]> requests) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            requests.values().forEach(request -> crowd.perSecond(request, plan.slice));
        }
        var random = new Random(plan.seed);
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < plan.pairs; i++) {
            var rates = new EnumMap<Way, Double>(Way.class);
            for (Way way : order(random)) {
                rates.put(way, crowd.perSecond(requireNonNull(requests.get(way)), plan.slice));
            }
            var pair = new Pair(rate(rates, Way.OPEN), rate(rates, Way.TOKEN), rate(rates, Way.KEY));
            words.printf(Locale.ROOT, "  pair %d: open %.0f/s, token %.0f/s (%.3f), key %.0f/s (%.3f)%n",
                    i + 1, pair.open(), pair.token(), pair.tokenRatio(), pair.key(), pair.keyRatio());
            pairs.add(pair);
        }
        return pairs;
    }

    private static double rate(EnumMap<Way, Double> rates, Way way) {
        return requireNonNull(rates.get(way));
    }

    /// The next order in which the slices of a pair come, so that none is always the one after a pause.
    static List<Way> order(Random random) {
        var ways = new ArrayList<>(List.of(Way.values()));
        Collections.shuffle(ways, random);
        return ways;
    }

    private List<Figure> figures(List<Pair> pairs) {
        return List.of(
                Figure.reaching("auth_ratio", "requests per second with a token / without a check, median",
                        Pair.median(pairs, Pair::tokenRatio), RATIO_MARK),
                reported("auth_ratio_lowest", "likewise, the worst pair",
                        pairs.stream().mapToDouble(Pair::tokenRatio).min().orElseThrow()),
                Figure.reaching("key_ratio", "likewise with an API key, median",
                        Pair.median(pairs, Pair::keyRatio), RATIO_MARK),
                reported("key_ratio_lowest", "likewise, the worst pair",
                        pairs.stream().mapToDouble(Pair::keyRatio).min().orElseThrow()),
                reported("open_per_s", "requests per second without a check, median",
                        Pair.median(pairs, Pair::open)),
                reported("auth_per_s", "likewise with a token", Pair.median(pairs, Pair::token)),
                reported("key_per_s", "likewise with an API key", Pair.median(pairs, Pair::key)),
                reported("seed", "the order of the slices", (double) plan.seed),
                reported("pairs", "how often all three were measured", plan.pairs),
                reported("slice_ms", "how long each time", (double) plan.slice.toMillis()),
                reported("clients", "that ask at the same time", plan.clients));
    }

    private List<Figure> routes(RouteMatrix matrix, Office office, OfficeCommands.Client client,
            Set<String> scopes)
            throws IOException {
        var result = matrix.scopes(Callers.of(office, client, scopes));
        result.wrong().stream().limit(WRONG_SHOWN).forEach(wrong -> words.println("  wrong: " + wrong));
        return List.of(reported("routes", "operations in the document of the node", result.routes()),
                reported("routes_asked", "operations x callers", result.asked()),
                new Figure("routes_uncovered", "operations about which the callers prove nothing",
                        result.routesUncovered(), 0d),
                new Figure("wrong", "answers that are not what the document says", result.wrong().size(),
                        0d));
    }

    private static Figure reported(String name, String what, double value) {
        return new Figure(name, what, value, null);
    }
}
