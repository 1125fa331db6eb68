package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.fleet.Fleet;
import io.tillpost.installer.faults.oracle.Finding;
import io.tillpost.installer.faults.oracle.OfficeReader;
import io.tillpost.installer.postgres.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Five hundred boxes, each with a key, a certificate and a journal of its own, connect at the same moment. Each store is judged by
/// itself, and the store with the tills has to get through beside them.
final class ManyStores implements Fault {
    @Override
    public int number() {
        return 17;
    }

    @Override
    public String title() {
        return "500 stores reconnect at once with a backlog";
    }

    private static final int STORES = 500;
    /// Three events each.
    private static final int SALES = 40;
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(10);

    @Override
    public void strike(Scene scene) throws IOException {
        try (var fleet = Fleet.enrol(scene.world(), STORES, SALES, scene.random().nextInt(1_000_000))) {
            scene.say(STORES + " stores are enrolled, " + fleet.sales() + " sales wait");
            Duration took = fleet.come(DRAINED_WITHIN);
            scene.say("all " + 3 * fleet.sales() + " events were taken in " + took.toMillis() + " ms");
            scene.sell(3);
            PostgresServer server = scene.world().postgres();
            List<Finding> found = fleet.judged(new OfficeReader(
                    new OfficeReader.Login(server.jdbcUrl(), PostgresServer.USER, server.password()),
                    scene.world().masterKey()));
            UnseenException.unless(found.isEmpty(), found.size() + " findings in the fleet, e.g. "
                    + found.stream().limit(3).toList());
        }
    }
}
