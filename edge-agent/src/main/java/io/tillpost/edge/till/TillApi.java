package io.tillpost.edge.till;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.protocol.guard.RequestGuard;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The till's API: its parts, and what holds for all of them.
public final class TillApi {
    private static final String TRAINING = "/training";

    private final Access access;
    private final List<Route> routes = new ArrayList<>();
    private final Set<Live> boards = new LinkedHashSet<>();
    private final IdentityHashMap<Route, Place> places = new IdentityHashMap<>();

    /// What counts at its own paths, and what is for training at the same paths below `/training`.
    ///
    /// @param more what there is for the whole store
    public TillApi(People people, Selling live, Selling training, AgentStatus status,
            Routes more) {
        this.access = new Access(people.sessions(), people.approvals());
        add(live, "", null, List.of(() -> List.of(
                Route.open("/v1/health", _ -> Answer.ok(new Views.HealthView("UP"))),
                Route.query("/v1/status", call -> Answer.ok(status.read(call.caller())))),
                new OperatorRoutes(people.operators(), people.sessions())));
        Stream.of(live, training).map(Selling::live).forEach(boards::add);
        List<Routes> peoples = people.parts(this::takenOver);
        add(live, "", null, List.of(more));
        add(live, "", null, peoples);
        add(live, "", null, live.parts());
        add(training, TRAINING, Permission.TRAINING, peoples);
        add(training, TRAINING, Permission.TRAINING, training.parts());
    }

    /// Where a route's effects go.
    private record Place(Selling selling, Idempotency idempotency, String prefix,
            @Nullable Permission permission) {}

    private void add(Selling selling, String prefix, @Nullable Permission permission, List<Routes> parts) {
        var place = new Place(selling, new Idempotency(selling.journal(), selling.answers()), prefix,
                permission);
        for (Routes part : parts) {
            for (Route route : part.routes()) {
                Route placed = route.below(prefix);
                routes.add(placed);
                places.put(placed, place);
            }
        }
    }

    /// All operations.
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// Who calls one of the routes. Refuses whoever may not as a [ProblemException].
    ///
    /// @param program whether the api-token was shown
    /// @param token what was shown, absent if nothing was
    public Caller caller(Route route, boolean program, @Nullable String token) {
        return access.caller(route, program, token);
    }

    /// Refuses, as a [ProblemException], whoever may not send a large body and shows no approval: before it is read.
    ///
    /// @param approval what was shown, empty if nothing was
    public void beforeLargeBody(Route route, Caller caller, String approval) {
        access.beforeBody(route, caller, approval);
    }

    /// Answers a call of one of the routes. Refusals come out as [ProblemException].
    public Answer answer(Route route, Call call) throws InterruptedException {
        refuseCardNumbers(call);
        Place place = places.get(route);
        if (place == null) {
            throw new IllegalArgumentException("route " + route.path() + " is not one of this API");
        }
        if (!route.open() && place.permission != null && !call.caller().may(place.permission)) {
            throw Access.approvalNeeded(call.caller(), place.permission);
        }
        Call admitted = access.admitted(route, call, place.selling);
        Access.Permit permit = access.permit(route, admitted);
        try {
            return answer(route, admitted, place, permit).below(place.prefix);
        } finally {
            permit.free();
        }
    }

    private static Answer answer(Route route, Call call, Place place, Access.Permit permit)
            throws InterruptedException {
        return switch (route.handler()) {
            case Route.Handler.Query query -> {
                permit.hold();
                Answer answer = query.answer(call);
                permit.use();
                yield answer;
            }
            case Route.Handler.Secret secret -> {
                permit.hold();
                Answer answer = secret.answer(call);
                permit.use();
                yield answer;
            }
            case Route.Handler.Command command -> {
                Work work = command.read(call);
                Answer done = place.idempotency.answer(call,
                        new Work(work.canonicalBody(), unit -> approved(permit, unit, work)));
                tell(place.selling.live(), call);
                yield done;
            }
        };
    }

    /// What was approved once is done once: what was refused, or was not committed, may be tried again with the same
    /// approval. A unit may run twice before it is durable.
    private static Route.Done approved(Access.Permit permit, UnitOfWork unit, Work work) {
        permit.hold();
        Route.Done done = work.change().make(unit);
        return new Route.Done(done.answer(), () -> {
            permit.use();
            done.afterCommit().run();
        }, done.last());
    }

    private static void refuseCardNumbers(Call call) {
        RequestGuard.findNul(call.pathParameters(), call.query(), call.headers(), call.body())
                .ifPresent(where -> {
                    throw Problem.malformed(where, "U+0000, expected text without it").exception();
                });
        RequestGuard.find(call.pathParameters(), call.query(), call.headers(), call.body())
                .ifPresent(where -> {
                    throw Problem.cardNumber(where).exception();
                });
    }

    /// A cart has no events, so its commands tell themselves; all else tells by the journal ([LiveJournal]).
    private static void tell(Live live, Call call) {
        String till = call.pathParameters().get("till");
        if (till != null) {
            live.changed(till, Set.of(Topic.CART));
        }
    }

    private void takenOver(String till, String operator, String title) {
        boards.forEach(board -> board.takenOver(till, operator, title));
    }

    /// Ends all live streams; to be called before the server stops, which would wait for them.
    public void endStreams() {
        boards.forEach(Live::close);
    }
}
