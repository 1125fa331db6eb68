package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.till.KeptAnswers.Kept;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a repeated request do nothing and get the first answer. The record is written in the unit of work of the effect,
/// and units run one after the other, so of two at once the second finds the first one's. Refusals are not kept: nothing
/// was done.
final class Idempotency {
    /// As in the IETF draft "The Idempotency-Key HTTP Header Field", a string chosen by the client.
    private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");

    private final Journal journal;
    private final KeptAnswers answers;

    Idempotency(Journal journal, KeptAnswers answers) {
        this.journal = journal;
        this.answers = answers;
    }

    private record Outcome(Answer answer, @Nullable Done done) {}

    Answer answer(Call call, Work work) {
        String key = key(call);
        String fingerprint = fingerprint(call, work.canonicalBody());
        Outcome outcome = journal.commit(unit -> {
            Optional<Kept> earlier = answers.find(unit, key);
            if (earlier.isPresent()) {
                return new Outcome(again(earlier.get(), fingerprint), null);
            }
            Done done = work.change().make(unit);
            answers.keep(unit, key, Kept.of(fingerprint, done.answer()));
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
            answers.keep(unit, key, Kept.of(fingerprint, last));
            return last;
        });
    }

    private static Answer again(Kept kept, String fingerprint) {
        if (!kept.fingerprint().equals(fingerprint)) {
            throw Problem.of(422, "idempotency-key-reused", "The key belongs to another request",
                    "this Idempotency-Key was used for another method, path or body").exception();
        }
        return kept.answer().withHeader("Idempotent-Replayed", "true");
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
