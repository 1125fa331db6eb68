package io.tillpost.protocol.event;

import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.money.Money;
import java.util.Set;
import java.util.function.BiConsumer;

/// The amounts in a document, wherever they stand in it.
public final class Amounts {
    private static final Set<String> FIELDS = Set.of("minor", "currency");

    private Amounts() {}

    /// Hands on each one with its place, a JSON pointer (RFC 6901). Throws [MalformedJsonException].
    public static void each(byte[] json, BiConsumer<String, Money> to) {
        JsonTree.read(json).eachObject((pointer, object) -> {
            if (object.fields().equals(FIELDS)) {
                to.accept(pointer, object.as(Money.class));
            }
        });
    }
}
