package io.tillpost.central.http;

import io.tillpost.protocol.journal.Sha256;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a caller demands of a thing before he changes it (RFC 9110, 13.1.1 and 13.1.2), so that nobody overwrites what
/// another one has changed meanwhile.
public final class Precondition {
    private static final String ANY = "*";

    private Precondition() {}

    /// The entity tag of an answer with this body: the same as long as a reader would see the same.
    public static String tag(byte[] body) {
        return '"' + Sha256.of(body).toString() + '"';
    }

    /// The answer with its entity tag.
    public static Answer tagged(Answer answer) {
        return answer.withHeader("ETag", tag(answer.body()));
    }

    /// 412 if what the call demands is not so. Where it is known what the thing is to become, a call that is repeated, for its
    /// answer was lost, finds what it has made itself (RFC 9110, 13.1.1).
    ///
    /// @param present the tag of the thing as it is now; absent if there is none
    /// @param wanted the tag that the thing will have; absent if that is not known
    public static void check(Call call, Optional<String> present, @Nullable String wanted)
            throws ProblemException {
        Optional<String> expected = call.header("if-match");
        boolean isMade = present.isPresent() && present.get().equals(wanted);
        if (expected.isPresent() && !isMade && !names(expected.get(), present)) {
            throw failed("If-Match", present);
        }
        Optional<String> unwanted = call.header("if-none-match");
        if (unwanted.isPresent() && names(unwanted.get(), present)) {
            throw failed("If-None-Match", present);
        }
    }

    private static boolean names(String list, Optional<String> present) {
        return present.isPresent() && (list.strip().equals(ANY)
                || Stream.of(list.split(",")).map(String::strip).anyMatch(present.get()::equals));
    }

    private static ProblemException failed(String header, Optional<String> present) {
        return Problem.of(412, "precondition-failed", "Not as the request demands",
                header + " does not hold: " + present.map(tag -> "it is " + tag + " now")
                        .orElse("there is none yet"))
                .exception();
    }
}
