package io.tillpost.edge.till.http;

import io.helidon.webserver.http.ServerRequest;
import io.tillpost.edge.till.Problem;
import io.tillpost.edge.till.ProblemException;
import io.tillpost.edge.till.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/// Reads what a client sent, within the limits.
final class RequestBody {
    private RequestBody() {}

    /// The body; empty if none was sent. Refuses, as a [ProblemException], what the route does not take and what does not
    /// come.
    static byte[] read(ServerRequest request, Route.BodyRule rule) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        String type = request.headers()
                .contentType()
                .map(media -> media.mediaType().text().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!rule.types().contains(type)) {
            throw Problem.of(415, "content-type-not-supported", "The body is of another type",
                    "the body is '" + type + "', expected " + String.join(" or ", rule.types())).exception();
        }
        long length = request.headers().contentLength().orElse(-1);
        if (length > rule.mostBytes()) {
            throw tooLarge(rule);
        }
        SlowClients.current().waitFor(SlowClients.BODY);
        try (InputStream stream = request.content().inputStream()) {
            return length < 0 ? chunks(stream, rule) : whole(stream, (int) length);
        } catch (IOException | UncheckedIOException e) {
            throw cut(e);
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            // Where chunks are malformed Helidon throws what its number parser happens to throw. Nobody knows then where the
            // next request begins: what follows must not be read as one (RFC 9112, 11.2).
            var problem = Problem.of(400, "malformed-http", "The request is not HTTP",
                    "the framing of the body is malformed").exception();
            problem.addSuppressed(e);
            SlowClients.current().mustEnd();
            throw problem;
        } finally {
            SlowClients.current().work();
        }
    }

    private static ProblemException tooLarge(Route.BodyRule rule) {
        return Problem.of(413, "body-too-large", "The body is too large",
                "expected at most " + rule.mostBytes() + " bytes").exception();
    }

    private static ProblemException cut(Exception cause) {
        var problem = Problem.of(408, "body-not-received", "The body did not arrive", "the body was cut off")
                .retryLater()
                .exception();
        problem.addSuppressed(cause);
        SlowClients.current().mustEnd();
        return problem;
    }

    /// In one array: a growing one is there twice at its end.
    private static byte[] whole(InputStream stream, int length) throws IOException {
        var body = new byte[length];
        int read = stream.readNBytes(body, 0, length);
        if (read < length) {
            throw new IOException(read + " of " + length + " bytes came");
        }
        return body;
    }

    private static byte[] chunks(InputStream stream, Route.BodyRule rule) throws IOException {
        byte[] body = stream.readNBytes(rule.mostBytes() + 1);
        if (body.length > rule.mostBytes()) {
            throw tooLarge(rule);
        }
        return body;
    }
}
