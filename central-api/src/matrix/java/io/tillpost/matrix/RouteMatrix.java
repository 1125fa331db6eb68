package io.tillpost.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks every operation of a served OpenAPI document as every kind of caller and holds the answers against the document.
/// Needs nothing but the address of a node and credentials, so that a bench can run it against any installation.
public final class RouteMatrix {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    /// What stands in the place of ids when only the scope matters.
    private static final String NOTHING = "nothing";
    private static final String LET_IN = "let in";

    private final URI base;
    private final HttpClient http;
    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();

    /// An operation as the document has it.
    ///
    /// @param scope absent: open to everyone
    public record Operation(String method, String path, String id, @Nullable String scope,
            Optional<String> bodyType) {
        List<String> parameters() {
            var names = new ArrayList<String>();
            Matcher inPath = PARAMETER.matcher(path);
            while (inPath.find()) {
                names.add(inPath.group(1));
            }
            return names;
        }
    }

    /// What came out. `wrong` says of each answer that is not as it should be which and why.
    ///
    /// @param routesUncovered operations about which the callers prove nothing
    public record Result(int routes, int routesUncovered, int asked, List<String> wrong) {
        /// Keeps a copy of `wrong`.
        public Result {
            wrong = List.copyOf(wrong);
        }
    }

    /// Whose credential is shown, and what it holds.
    ///
    /// @param credential for `Authorization: Bearer`; absent: no such header
    /// @param scopes what it holds; absent: it is no good credential
    public record As(String name, @Nullable String credential, @Nullable Set<String> scopes) {}

    /// An operation on something that exists and is not the caller's.
    ///
    /// @param ids of the path's parameters
    /// @param body if it needs one
    public record Subject(Map<String, String> ids, String body) {}

    /// Reads the document that the node at `base` serves.
    public RouteMatrix(URI base, HttpClient http) {
        this.base = base;
        this.http = http;
        this.document = Json.readTree(
                send(HttpRequest.newBuilder(base.resolve("/openapi.json"))).body()
                        .getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                operations.add(operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                        operation.getValue()));
            }
        }
    }

    private static Operation operation(String method, String path, JsonNode node) {
        JsonNode scopes = node.path("security").path(0).path("oauth");
        var types = new ArrayList<String>();
        node.path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
        return new Operation(method, path, node.get("operationId").textValue(),
                scopes.isEmpty() ? null : scopes.get(0).textValue(), types.stream().findFirst());
    }

    /// The documented operations.
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /// The documented scopes.
    public Set<String> scopes() {
        var scopes = new TreeSet<String>();
        document.at("/components/securitySchemes/oauth/flows/clientCredentials/scopes")
                .fieldNames()
                .forEachRemaining(scopes::add);
        return scopes;
    }

    /// Every operation × these callers: 401 for no good credential, 403 without the scope, anything else with it. An
    /// operation is covered if one of them has to be let in and, unless it is open to everyone, another one refused.
    public Result scopes(List<As> callers) {
        var wrong = new ArrayList<String>();
        int uncovered = 0;
        int asked = 0;
        for (Operation operation : operations) {
            var expectations = new TreeSet<String>();
            for (As caller : callers) {
                asked++;
                var answer = ask(operation, filled(operation, Map.of()), "", caller.credential);
                String expected = expected(operation, caller);
                if (!expected.equals(verdict(answer)) || answer.statusCode() >= 500) {
                    wrong.add(operation.id + " as " + caller.name + ": expected " + expected + ", answers "
                            + answer.statusCode() + " " + answer.body());
                }
                expectations.add(expected);
            }
            boolean refusesSomebody = operation.scope == null || expectations.size() > 1;
            if (!expectations.contains(LET_IN) || !refusesSomebody) {
                uncovered++;
            }
        }
        return new Result(operations.size(), uncovered, asked, wrong);
    }

    private static String expected(Operation operation, As caller) {
        if (operation.scope == null) {
            return LET_IN;
        }
        return caller.scopes == null ? "401" : caller.scopes.contains(operation.scope) ? LET_IN : "403";
    }

    /// Told by the code, since operations have refusals of their own with the same status.
    private static String verdict(HttpResponse<String> answer) {
        boolean challenged = answer.headers().firstValue("WWW-Authenticate").isPresent();
        return switch (code(answer)) {
            case "token-missing", "token-invalid" ->
                answer.statusCode() == 401 && challenged ? "401" : "401 malformed";
            case "scope-missing" -> answer.statusCode() == 403 && challenged ? "403" : "403 malformed";
            default -> LET_IN;
        };
    }

    /// Every operation that takes an id × these strangers: something that exists and is not theirs is answered like
    /// something that does not exist, to the byte, but for the request's id and the id itself; and with 404, unless the operation is
    /// not for narrowed callers at all.
    ///
    /// @param owner whose it is: must not get a 404, or the subject would prove nothing
    /// @param subjects by operation id
    /// @param unknown by parameter: what does not exist
    /// @param namedByCaller operations whose id is a name that the caller chooses and anybody may have: the stranger makes
    ///        or sees its own, which must hold nothing of the owner's
    public Result foreignIds(As owner, List<As> strangers, Map<String, Subject> subjects,
            Map<String, String> unknown, Set<String> namedByCaller) {
        var wrong = new ArrayList<String>();
        int routes = 0;
        int uncovered = 0;
        int asked = 0;
        for (Operation operation : operations.stream()
                .filter(each -> !each.parameters().isEmpty())
                .sorted(Comparator.comparing((Operation each) -> namedByCaller.contains(each.id)))
                .toList()) {
            routes++;
            Subject subject = subjects.get(operation.id);
            if (subject == null) {
                uncovered++;
                continue;
            }
            if (operation.method.equals("GET") && ask(operation, filled(operation, subject.ids), "",
                    owner.credential).statusCode() != 200) {
                wrong.add(operation.id + ": the owner does not see it");
            }
            for (As stranger : strangers) {
                asked += 2;
                wrong.addAll(compared(operation, subject, unknown, stranger,
                        namedByCaller.contains(operation.id)));
            }
        }
        return new Result(routes, uncovered, asked, wrong);
    }

    private List<String> compared(Operation operation, Subject subject, Map<String, String> unknown,
            As stranger,
            boolean namedByCaller) {
        var foreign = ask(operation, filled(operation, subject.ids), subject.body, stranger.credential);
        var nowhere = ask(operation, filled(operation, unknown), subject.body, stranger.credential);
        if (namedByCaller && nowhere.statusCode() < 300) {
            return foreign.body().contains("\"items\":[{")
                    ? List.of(operation.id + " as " + stranger.name + " shows " + foreign.body())
                    : List.of();
        }
        String one = withoutIds(operation, foreign, subject.ids);
        String other = withoutIds(operation, nowhere, unknown);
        if (!one.equals(other)) {
            return List.of(operation.id + " as " + stranger.name + " differs:\n  " + one + "\n  " + other);
        }
        boolean notForNarrowed = code(foreign).equals("not-for-single-stores");
        if (foreign.statusCode() != 404 && !namedByCaller && !notForNarrowed) {
            return List.of(operation.id + " as " + stranger.name + " answers " + one);
        }
        return List.of();
    }

    private static String withoutIds(Operation operation, HttpResponse<String> answer,
            Map<String, String> ids) {
        String text = answer.body().replaceAll("\"requestId\":\"[^\"]*\"", "\"requestId\":\"\"");
        for (String name : operation.parameters()) {
            text = text.replace(ids.getOrDefault(name, NOTHING), "{" + name + "}");
        }
        return answer.statusCode() + " " + answer.headers().firstValue("Content-Type").orElse("") + " "
                + text;
    }

    private static String filled(Operation operation, Map<String, String> ids) {
        return PARAMETER.matcher(operation.path)
                .replaceAll(found -> Matcher.quoteReplacement(ids.getOrDefault(found.group(1), NOTHING)));
    }

    private HttpResponse<String> ask(Operation operation, String path, String body,
            @Nullable String credential) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .method(operation.method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (WITH_BODY.contains(operation.method)) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
            operation.bodyType.filter(_ -> !body.isEmpty())
                    .ifPresent(type -> request.header("Content-Type", type));
        }
        if (credential != null) {
            request.header("Authorization", "Bearer " + credential);
        }
        return send(request);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String code(HttpResponse<String> answer) {
        boolean isProblem = answer.headers().firstValue("Content-Type").orElse("")
                .equals("application/problem+json");
        return isProblem
                ? Json.readTree(answer.body().getBytes(StandardCharsets.UTF_8)).path("code").asText()
                : "";
    }
}
