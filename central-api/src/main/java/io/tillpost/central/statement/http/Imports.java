package io.tillpost.central.statement.http;

import io.tillpost.central.http.Call;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.statement.UnreadableFileException;
import java.util.List;

/// What the imports of both kinds of file have in common.
final class Imports {
    /// Largest file that is taken.
    static final int MAX_FILE_BYTES = 64 << 20;

    private Imports() {}

    /// The tenant of a caller who may see all its stores: files do not keep to one.
    static String tenant(Call call) throws ProblemException {
        var caller = call.authenticated();
        if (caller.stores() != null) {
            throw Problem.of(403, "not-for-single-stores", "Only for callers of the whole tenant",
                    "files of acquirers and banks concern all stores, this client sees some of them")
                    .exception();
        }
        return caller.tenant();
    }

    static ProblemException unreadable(UnreadableFileException refusal) {
        var problem = Problem.unprocessable("unreadable-file",
                "the file was refused whole: line " + refusal.line() + ", column " + refusal.column() + ": "
                        + refusal.detail())
                .withErrors(List
                        .of(new Problem.FieldError("/line/" + refusal.line() + "/column/" + refusal.column(),
                                refusal.detail())))
                .exception();
        problem.addSuppressed(refusal);
        return problem;
    }
}
