package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a repeated request do nothing and get the first answer. The record is written in the unit of work of the effect,
/// and units run one after the other, so of two at once the second finds the first one's. Refusals are not kept: nothing
/// was done.
final class Idempotency {
    private static final Shelf<Kept> KEPT = new Shelf<>("idempotency", Kept.class);
    /// As in the IETF draft "The Idempotency-Key HTTP Header Field", a string chosen by the client.
    private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");

    private final Journal journal;

    Idempotency(Journal journal) {
        this.journal = journal;
    }

    /// What was answered, and to what.
    record Kept(String fingerprint, int status, String contentType, Map<String, String> headers,
            byte[] body) {}

    private record Outcome(Answer answer, @Nullable Done done) {}

    Answer answer(Call call, Work work) {
        String key = key(call);
        String fingerprint = fingerprint(call, work.canonicalBody());
        Outcome outcome = journal.commit(unit -> {
            Optional<Kept> earlier = unit.find(KEPT, key);
            if (earlier.isPresent()) {
                return new Outcome(again(earlier.get(), fingerprint), null);
            }
            Done done = work.change().make(unit);
            unit.put(KEPT, key, kept(fingerprint, done.answer()));
            return new Outcome(done.answer(), done);
        });
        return outcome.done == null ? outcome.answer : finish(outcome.done, key, fingerprint);
    }

    private Answer finish(Done done, String key, String fingerprint) {
        done.afterCommit().run();
        if (done.last() == null) {
            return done.answer();
        }
        Answer last = done.last().get();
        return journal.commit(unit -> {
            unit.put(KEPT, key, kept(fingerprint, last));
            return last;
        });
    }

    private static Answer again(Kept kept, String fingerprint) {
        if (!kept.fingerprint.equals(fingerprint)) {
            throw Problem.of(422, "idempotency-key-reused", "The key belongs to another request",
                    "this Idempotency-Key was used for another method, path or body").exception();
        }
        return new Answer(kept.status, kept.contentType, kept.headers, kept.body)
                .withHeader("Idempotent-Replayed", "true");
    }

    private static Kept kept(String fingerprint, Answer answer) {
        return new Kept(fingerprint, answer.status(), answer.contentType(), answer.headers(), answer.body());
    }

    private static String key(Call call) {
        String key = call.header("idempotency-key")
                .orElseThrow(() -> Problem
                        .of(400, "idempotency-key-missing", "An Idempotency-Key is needed",
                                "POST needs the header Idempotency-Key, e.g. a fresh UUID per intention")
                        .exception());
        if (!KEY.matcher(key).matches()) {
            throw Problem.malformed("Idempotency-Key", "expected 1 to 128 visible ASCII characters")
                    .exception();
        }
        return key;
    }

    private static String fingerprint(Call call, byte[] body) {
        var digest = Sha256.digest();
        digest.update((call.method() + " " + call.path() + "\n").getBytes(StandardCharsets.UTF_8));
        return Hash.of(digest.digest(body)).toString();
    }
}
