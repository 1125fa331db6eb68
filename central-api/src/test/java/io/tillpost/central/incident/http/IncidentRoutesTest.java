package io.tillpost.central.incident.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.ingest.IngestWorld;
import io.tillpost.central.ingest.SimulatedStore;
import io.tillpost.central.store.http.AskedStore;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.Downlink.Action;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What boxes and head office want people to see, from PostgreSQL.
class IncidentRoutesTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final IncidentRaised EXPIRED = new IncidentRaised("certificate-expired", "certificate",
            "it expired yesterday");
    private static final IncidentCleared CLEARED = new IncidentCleared(EXPIRED.kind(), EXPIRED.subject());

    private final IngestWorld world = new IngestWorld(TEST);
    private final List<Route> routes = new IncidentRoutes(world.database, world.incidents,
            new AskedStore(world.database, world.stores)).routes();
    private final Caller erp = new Caller(world.tenant, "erp", Set.of(), null);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void whatABoxRaisesIsSeenAtHeadOfficeForEachBox() throws ProblemException {
        var here = told("here", EXPIRED);
        told("there", EXPIRED);
        assertEquals(List.of("certificate-expired", "certificate-expired"), kinds(erp, null));
        var ofOne = new Caller(world.tenant, "clerk", Set.of(), Set.of(here.place.store()));
        JsonNode incident = list(ofOne, null).get(0);
        assertEquals(1, list(ofOne, null).size());
        assertEquals(here.place.agent() + ": certificate", incident.get("subject").asText());
        assertEquals("it expired yesterday", incident.get("evidence").asText());
        assertEquals("open", incident.get("state").asText());
    }

    @Test
    void theSameAgainIsCountedUntilAPersonClosesIt() throws ProblemException {
        var store = told("here", EXPIRED, EXPIRED);
        JsonNode seenTwice = list(erp, null).get(0);
        assertEquals(2, seenTwice.get("seen").asLong());

        for (int i = 0; i < 2; i++) {
            assertEquals("closed", close(seenTwice.get("incident").asText(), erp).get("state").asText());
        }
        assertEquals(List.of(), kinds(erp, "open"));
        assertEquals(List.of("certificate-expired"), kinds(erp, "closed"));

        store.append(EXPIRED);
        world.send(store, 3, 3);
        assertEquals(1, list(erp, "open").get(0).get("seen").asLong());
        assertEquals(2, list(erp, null).size());
    }

    @Test
    void whatABoxSaysIsOverIsShownAsSoAndStaysOpenUntilAPersonClosesIt() throws ProblemException {
        var here = told("here", CLEARED, EXPIRED);
        var there = told("there", EXPIRED, CLEARED, CLEARED);
        assertFalse(open(here).has("clearedAt"), "another box's is over, and nothing was before this one");
        assertEquals(SimulatedStore.NOON.toString(), open(there).get("clearedAt").asText());

        here.append(CLEARED);
        here.append(EXPIRED);
        world.send(here, 3, 4);
        assertEquals(2, open(here).get("seen").asLong());
        assertFalse(open(here).has("clearedAt"), "it was seen again");

        here.append(CLEARED);
        world.send(here, 5, 5);
        JsonNode over = open(here);
        assertTrue(over.has("clearedAt"));
        JsonNode closed = close(over.get("incident").asText(), erp);
        assertEquals("closed", closed.get("state").asText());
        assertEquals(over.get("clearedAt"), closed.get("clearedAt"));
    }

    @Test
    void whateverABoxWritesIntoItIsTaken() throws ProblemException {
        told("here", new IncidentRaised("odd", "\uD83D\uDE00".repeat(2_000), "e\0".repeat(30_000)));
        assertEquals("", world.quarantine());
        JsonNode odd = list(erp, null).get(0);
        assertEquals(199, odd.get("subject").asText().length(), "no character is cut in two");
        assertEquals(10_000, odd.get("evidence").asText().length());
    }

    @Test
    void onlyWhoSeesAnIncidentClosesIt() throws ProblemException {
        told("here", EXPIRED);
        String id = list(erp, null).get(0).get("incident").asText();
        for (Caller stranger : List.of(new Caller("another", "erp", Set.of(), null),
                new Caller(world.tenant, "clerk", Set.of(), Set.of("elsewhere")))) {
            assertEquals(404, assertThrows(ProblemException.class, () -> close(id, stranger)).problem()
                    .status());
        }
        assertEquals(List.of("certificate-expired"), kinds(erp, "open"));
        assertEquals(404, assertThrows(ProblemException.class,
                () -> close(new UUID(0, 1).toString(), erp)).problem().status());
    }

    @Test
    void aStateThatDoesNotExistIsRefusedByName() {
        var refused = assertThrows(ProblemException.class, () -> list(erp, "new"));
        assertEquals("'new', expected open or closed", refused.problem().detail());
    }

    /// A store whose box has told of these.
    private SimulatedStore told(String name, Event... incidents) {
        var store = new SimulatedStore(world.store(name), Lane.OPS, name.hashCode());
        assertEquals(Action.CONTINUE, world.hello(store, 0));
        List.of(incidents).forEach(store::append);
        world.send(store, 1, store.last());
        return store;
    }

    /// The only open incident of the store's box.
    private JsonNode open(SimulatedStore store) throws ProblemException {
        return StreamSupport.stream(list(erp, "open").spliterator(), false)
                .filter(one -> one.get("subject").asText().startsWith(store.place.agent() + ":"))
                .reduce((one, other) -> fail(one + " and " + other))
                .orElseThrow();
    }

    private List<String> kinds(Caller caller, @Nullable String state) throws ProblemException {
        return StreamSupport.stream(list(caller, state).spliterator(), false)
                .map(incident -> incident.get("kind").asText())
                .toList();
    }

    private JsonNode list(Caller caller, @Nullable String state) throws ProblemException {
        var call = call(routes.get(0), Map.of(), state == null ? Map.of() : Map.of("state", state), caller);
        return Json.readTree(((Route.Handler.Query) routes.get(0).handler()).answer(call).body())
                .get("items");
    }

    private JsonNode close(String incident, Caller caller) throws ProblemException {
        Route route = routes.get(2);
        var call = call(route, Map.of("incident", incident), Map.of(), caller);
        var refusal = new AtomicReference<ProblemException>();
        byte[] body = world.database.inTransaction(tx -> {
            try {
                return ((Route.Handler.Command) route.handler()).answer(call, tx).body();
            } catch (ProblemException e) {
                refusal.set(e);
                return new byte[0];
            }
        });
        if (refusal.get() != null) {
            throw refusal.get();
        }
        return Json.readTree(body);
    }

    private static Call call(Route route, Map<String, String> path, Map<String, String> query,
            Caller caller) {
        return new Call(route.method(), route.path(), path, query, Map.of(), new byte[0], caller, "r", "tp");
    }
}
