package io.tillpost.edge.https;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked.
///
/// @param headers each once
/// @param body what is posted; absent: it is a GET
public record Question(URI uri, List<Header> headers, byte @Nullable [] body) {
    /// One header field (RFC 9110, section 5).
    public record Header(String name, String value) {}

    public Question {
        headers = List.copyOf(headers);
    }

    /// A GET.
    public static Question get(URI uri) {
        return new Question(uri, List.of(), null);
    }

    /// A POST.
    ///
    /// @param type of the body, e.g. `application/json`
    public static Question post(URI uri, String type, byte[] body) {
        return new Question(uri, List.of(new Header("Content-Type", type)), body);
    }

    /// The same with one header more.
    public Question with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Question(uri, more, body);
    }

    /// Where to alone: headers hold tokens, bodies secrets.
    @Override
    public String toString() {
        return "Question[" + uri + "]";
    }
}
