package io.tillpost.bench.identity;

import io.tillpost.installer.stage.OfficeCommands;
import io.tillpost.matrix.RouteMatrix.As;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who asks every route: nobody, holders of what is no good, and for each scope a token and an API key with it alone, a
/// token with all others, and a token of another tenant.
final class Callers {
    private static final String TENANT = "bench";
    private static final String OTHER_TENANT = "bench-other";

    private Callers() {}

    /// @param everything a client that holds `scopes`
    static List<As> of(Office office, OfficeCommands.Client everything, Set<String> scopes)
            throws IOException {
        String token = office.token(everything, scopes);
        var stranger = office.client(OTHER_TENANT, "bench-stranger", scopes);
        var callers = new ArrayList<As>(List.of(new As("nobody", null, null), new As("garbage", "x", null),
                new As("a damaged token", damaged(token), null),
                new As("an unknown key", "tpkey_live_000000000000", null),
                new As("everything", token, scopes)));
        for (String scope : scopes) {
            var alone = Set.of(scope);
            callers.add(new As(scope, office.token(everything, alone), alone));
            callers.add(new As("key with " + scope, office.apiKey(token, "bench " + scope, alone), alone));
            callers.add(new As("another tenant with " + scope, office.token(stranger, alone), alone));
            var others = without(scope, scopes);
            callers.add(new As("all but " + scope, office.token(everything, others), others));
        }
        return callers;
    }

    static OfficeCommands.Client everything(Office office, Collection<String> scopes) {
        return office.client(TENANT, "bench-everything", scopes);
    }

    /// The same token with another character in its signature.
    static String damaged(String token) {
        int at = token.length() - 10;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    private static Set<String> without(String scope, Set<String> scopes) {
        var others = new HashSet<>(scopes);
        others.remove(scope);
        return others;
    }
}
