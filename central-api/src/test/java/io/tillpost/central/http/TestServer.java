package io.tillpost.central.http;

import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// The real server on a free port with a test's own routes. Who calls is taken from the header `Test-Caller`
/// (`tenant/client` or `tenant/client/store`, `nobody` for a stranger).
public final class TestServer implements AutoCloseable {
    private final ApiServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestServer(ApiServer server) {
        this.server = server;
    }

    /// Starts one with these filters behind the one that names the caller and receives query and body.
    public static TestServer start(HttpLimits limits, List<Route> routes, Filter... filters)
            throws IOException {
        var all = new ArrayList<Filter>(List.of(TestServer::nameCaller, Filter.receive()));
        all.addAll(List.of(filters));
        var random = new Random(1);
        return new TestServer(
                ApiServer.start("127.0.0.1", 0, null, limits, routes, all, new ApiServer.Machine(
                        IdSource.uuidV7(Clock.systemUTC(), random), random, System::nanoTime)));
    }

    private static Answer nameCaller(Exchange exchange, Filter.Next next) throws ProblemException {
        if (exchange.call().header("test-caller").filter("nobody"::equals).isPresent()) {
            return next.answer(exchange);
        }
        String[] caller = exchange.call().header("test-caller").orElse("acme/erp").split("/", -1);
        exchange.admit(new Caller(caller[0], caller[1], Set.of(), caller.length < 3
                ? null
                : Set.of(caller[2])));
        return next.answer(exchange);
    }

    /// The port.
    public int port() {
        return server.port();
    }

    /// A request to be completed.
    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + pathAndQuery));
    }

    /// Sends and waits.
    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
