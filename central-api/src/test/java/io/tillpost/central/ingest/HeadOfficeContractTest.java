package io.tillpost.central.ingest;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.protocol.contract.HeadOfficeContract;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Hello;
import org.junit.jupiter.api.AfterAll;

/// Greeting and ingest on a real database answer as the agent's simulations expect, whose head office is held to the same
/// contract.
class HeadOfficeContractTest extends HeadOfficeContract {
    private static final TestDatabase TEST = TestDatabase.create();

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Override
    protected HeadOffice open() {
        var world = new IngestWorld(TEST);
        Place place = world.store("s");
        return new HeadOffice() {
            @Override
            public Place place() {
                return place;
            }

            @Override
            public Downlink.Welcome answer(Hello hello) {
                return world.greeting.answer(place.store(), hello).orElseThrow();
            }

            @Override
            public Downlink apply(BatchHeader header, byte[] payload) {
                return world.ingest.apply(place.store(), header, payload);
            }

            @Override
            public long setAside() {
                return Long.parseLong(world.count(TEST, "quarantine"));
            }
        };
    }
}
