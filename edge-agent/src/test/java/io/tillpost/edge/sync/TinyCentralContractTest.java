package io.tillpost.edge.sync;

import io.tillpost.protocol.contract.HeadOfficeContract;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Hello;
import java.time.Instant;

/// The head office of the simulation answers as the real one does, which is held to the same contract.
class TinyCentralContractTest extends HeadOfficeContract {
    @Override
    protected HeadOffice open() {
        var place = new Place("acme", "acme-de", "store-7", "till-1", "store-7-a");
        var central = new TinyCentral(place.tenant(), place.store());
        return new HeadOffice() {
            @Override
            public Place place() {
                return place;
            }

            @Override
            public Downlink.Welcome answer(Hello hello) {
                return central.welcome(hello, Instant.EPOCH);
            }

            @Override
            public Downlink apply(BatchHeader header, byte[] payload) {
                return central.apply(header, payload);
            }

            @Override
            public long setAside() {
                return central.quarantined.size();
            }
        };
    }
}
