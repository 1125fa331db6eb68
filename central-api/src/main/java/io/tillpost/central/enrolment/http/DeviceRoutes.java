package io.tillpost.central.enrolment.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.Devices;
import io.tillpost.central.enrolment.EnrolmentCodes;
import io.tillpost.central.enrolment.NoAuthorityException;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.central.enrolment.Revocations;
import io.tillpost.central.enrolment.ShownDevice;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.StoreFilter;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// `/v1/devices` and the enrolment codes of a store: the boxes of the caller's tenant.
public final class DeviceRoutes {
    private static final String PATH = "/v1/devices";
    private static final String SCOPE = "devices:enrol";

    private final Database database;
    private final Devices devices;
    private final EnrolmentCodes codes;
    private final Revocations revocations;
    private final StoreFilter stores;
    private final Clock clock;

    public DeviceRoutes(Database database, Devices devices, EnrolmentCodes codes, Revocations revocations,
            StoreFilter stores, Clock clock) {
        this.database = database;
        this.devices = devices;
        this.codes = codes;
        this.revocations = revocations;
        this.stores = stores;
        this.clock = clock;
    }

    /// Which agent a code is for.
    record CodeBody(String agent) {}

    /// A code, seen here and never again.
    record ShownCode(String code, Instant expiresAt, String agent) {}

    /// Why a box is taken out.
    record RevocationBody(String reason) {}

    /// The routes. The answer with a code is not kept for repetitions, and with it the secret; asked for twice, the second code
    /// is the one that is good.
    public List<Route> routes() {
        return List.of(
                Route.unkept("POST", "/v1/stores/{store}/enrolment-codes", "createEnrolmentCode", SCOPE,
                        this::makeCode),
                Route.query("GET", PATH, "listDevices", SCOPE, this::list).paged("store"),
                Route.query("GET", PATH + "/{agent}", "getDevice", SCOPE, this::get),
                Route.command("POST", PATH + "/{agent}/revocation", "revokeDevice", SCOPE, this::revoke));
    }

    private Answer makeCode(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        String store = call.pathParameter("store");
        if (!caller.maySee(store)) {
            throw Problem.notFound("store", store).exception();
        }
        String agent = call.json(CodeBody.class).agent();
        EnrolmentCodes.Made made;
        try {
            made = codes.make(transaction, caller.tenant(), store, agent, asker(caller));
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("/agent", String.valueOf(e.getMessage())).exception();
        } catch (NoAuthorityException e) {
            throw EnrolmentRoutes.notSetUp();
        }
        return switch (made) {
            case EnrolmentCodes.Made.Code(var code, var expiresAt, var withdrawn) ->
                Answer.json(201, new ShownCode(code.text(), expiresAt, agent))
                        .about(touched(agent, store, withdrawn));
            case EnrolmentCodes.Made.NoStore() -> throw Problem.notFound("store", store).exception();
            case EnrolmentCodes.Made.AgentTaken(var detail) ->
                throw Problem.conflict("agent-taken", detail).exception();
        };
    }

    private static EnrolmentCodes.Asker asker(Caller caller) {
        return new EnrolmentCodes.Asker(caller.client(), caller.stores() == null);
    }

    /// The agent, and the other stores whose codes for it were ended.
    private static String[] touched(String agent, String store, Set<String> withdrawn) {
        return Stream.concat(Stream.of("agent:" + agent), withdrawn.stream()
                .filter(other -> !other.equals(store))
                .map(other -> "store:" + other)).toArray(String[]::new);
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        String after = page.after().map(List::getFirst).orElse("");
        Set<String> shown = stores.shown(call);
        List<ShownDevice> rows = database
                .inTransaction(tx -> devices.list(tx, caller.tenant(), shown, after, page.limit() + 1))
                .stream()
                .map(device -> ShownDevice.of(device, clock.instant()))
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.agent())));
    }

    private Answer get(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        String agent = call.pathParameter("agent");
        return database.inTransaction(tx -> devices.find(tx, caller.tenant(), agent))
                .filter(device -> caller.maySee(device.store()))
                .map(device -> Answer.ok(ShownDevice.of(device, clock.instant())))
                .orElseThrow(() -> Problem.notFound("device", agent).exception());
    }

    private Answer revoke(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        String agent = call.pathParameter("agent");
        if (devices.find(transaction, caller.tenant(), agent)
                .filter(device -> caller.maySee(device.store()))
                .isEmpty()) {
            throw Problem.notFound("device", agent).exception();
        }
        RevocationReason reason = RevocationReason.of(call.json(RevocationBody.class).reason())
                .orElseThrow(() -> Problem.malformed("/reason", "expected one of "
                        + Arrays.stream(RevocationReason.values()).map(RevocationReason::word).toList())
                        .exception());
        return revocations.revoke(transaction, caller.tenant(), agent, reason, asker(caller))
                .map(revoked -> Answer.ok(ShownDevice.of(revoked.device(), clock.instant()))
                        .about(touched(agent, "", revoked.withdrawn())))
                .orElseThrow(() -> Problem.notFound("device", agent).exception());
    }
}
