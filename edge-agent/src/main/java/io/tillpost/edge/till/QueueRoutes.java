package io.tillpost.edge.till;

import io.tillpost.edge.queue.Explanation;
import io.tillpost.edge.queue.Queue;
import io.tillpost.edge.queue.Row;
import io.tillpost.edge.queue.Waiting;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What waits for head office, for the command line of this machine alone: events say who did what.
public final class QueueRoutes implements Routes {
    private static final int USUAL_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1_000;

    private final Queue queue;

    /// @param queue what waits
    public QueueRoutes(Queue queue) {
        this.queue = queue;
    }

    /// @param next what to ask for next, as `after`; absent at the end
    record Page<T>(List<T> items, @Nullable Long next) {}

    /// An event with its explanation.
    record Shown(Row row, Explanation explanation) {}

    @Override
    public List<Route> routes() {
        return List.of(
                Route.query("/v1/queue/events", call -> page(call, queue::waiting, Waiting::seq), "lane",
                        "after", "limit"),
                Route.query("/v1/queue/rows", call -> page(call, queue::rows, Row::seq), "lane", "after",
                        "limit"),
                Route.query("/v1/queue/set-aside", call -> {
                    KeyRoutes.programAlone(call);
                    return Answer.ok(new Page<>(queue.setAside(), null));
                }),
                Route.query("/v1/queue/events/{event}", this::show),
                Route.query("/v1/queue/events/{event}/explanation", call -> {
                    KeyRoutes.programAlone(call);
                    return Answer.ok(queue.explain(event(call)));
                }));
    }

    private Answer show(Call call) {
        KeyRoutes.programAlone(call);
        UUID event = event(call);
        return Answer.ok(new Shown(Lookup.found(queue.row(event), "event", event.toString()),
                queue.explain(event)));
    }

    private interface Source<T> {
        List<T> read(Lane lane, long after, int limit);
    }

    private static <T> Answer page(Call call, Source<T> source, ToLongFunction<T> seq) {
        KeyRoutes.programAlone(call);
        Lane lane = lane(call.query().getOrDefault("lane", Lane.FIN.wireName()));
        long after = number(call, "after", 0, Long.MAX_VALUE / 2);
        int limit = (int) number(call, "limit", USUAL_LIMIT, HIGHEST_LIMIT);
        List<T> found = source.read(lane, after, limit);
        @Nullable
        Long next = found.size() == limit && limit > 0 ? seq.applyAsLong(found.getLast()) : null;
        return Answer.ok(new Page<>(found, next));
    }

    private static Lane lane(String text) {
        try {
            return Lane.of(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("?lane", String.valueOf(e.getMessage())).exception();
        }
    }

    private static long number(Call call, String name, long usual, long highest) {
        String text = call.query().getOrDefault(name, Long.toString(usual));
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > highest) {
            throw Problem.malformed("?" + name, "'" + text + "', expected 0 to " + highest).exception();
        }
        return Long.parseLong(text);
    }

    private static UUID event(Call call) {
        String text = call.pathParameter("event");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("event", "'" + text + "', expected a UUID").exception();
        }
    }
}
