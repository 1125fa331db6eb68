package io.tillpost.edge;

import io.tillpost.edge.till.http.TillServer;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.json.Json;
import java.lang.System.Logger.Level;
import java.util.List;

/// What every start needs and what hangs on nothing, done on a thread of its own while the journal opens: a box has a second
/// processor, and a till waits. Nothing depends on it: what is not ready is made when it is needed.
final class WarmUp {
    private static final List<Class<?>> WRITTEN_WITH_A_SALE = List.of(Envelope.class, ShiftOpened.class,
            SaleStarted.class, SaleCompleted.class);

    private WarmUp() {}

    static void start() {
        Thread.ofPlatform().name("warm-up").daemon().start(WarmUp::run);
    }

    private static void run() {
        try {
            TillServer.warmUp();
            Json.warmUp(WRITTEN_WITH_A_SALE);
        } catch (RuntimeException e) {
            System.getLogger(WarmUp.class.getName()).log(Level.DEBUG, "nothing was warmed up", e);
        }
    }
}
