package io.tillpost.edge.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.JsonTree;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The arguments of a command, read strictly: one that the command does not know is refused with [ArgumentException].
public final class Arguments {
    private static final Pattern UUID_SHAPE = Pattern
            .compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final JsonNode object;

    Arguments(JsonTree arguments) {
        this.object = arguments.node();
    }

    /// Refuses every argument but these.
    public Arguments only(String... names) {
        object.fieldNames().forEachRemaining(name -> {
            if (!List.of(names).contains(name)) {
                throw new ArgumentException(
                        "argument '" + name + "' is not known, expected " + List.of(names));
            }
        });
        return this;
    }

    /// A text, if given.
    public Optional<String> text(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new ArgumentException("argument '" + name + "' is no text");
        }
        return Optional.of(value.textValue());
    }

    /// A UUID, if given.
    public Optional<UUID> id(String name) {
        return text(name).map(text -> {
            if (!UUID_SHAPE.matcher(text).matches()) {
                throw new ArgumentException("argument '" + name + "' is '" + text + "', expected a UUID");
            }
            return UUID.fromString(text);
        });
    }

    /// A UUID that must be given.
    public UUID requiredId(String name) {
        return id(name).orElseThrow(
                () -> new ArgumentException("argument '" + name + "' is absent, expected a UUID"));
    }
}
