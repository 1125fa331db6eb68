package io.tillpost.protocol.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HashChainTest {
    private static final JournalKey KEY = new JournalKey(Lane.FIN, new UUID(1, 2), 1);
    private static final Hash PREV = Hash.parse("11".repeat(32));

    @Test
    void everyPartChangesTheHash() {
        Hash base = HashChain.next(PREV, KEY, row(1, 1, "T", 1, "m", "b"));
        Set<Hash> others = new HashSet<>(
                List.of(HashChain.next(Hash.parse("12".repeat(32)), KEY, row(1, 1, "T", 1, "m", "b")),
                        HashChain.next(PREV, new JournalKey(Lane.FIN, new UUID(1, 3), 1),
                                row(1, 1, "T", 1, "m", "b")),
                        HashChain.next(PREV, new JournalKey(Lane.FIN, new UUID(1, 2), 2),
                                row(1, 1, "T", 1, "m", "b")),
                        HashChain.next(PREV, KEY, row(2, 1, "T", 1, "m", "b")),
                        HashChain.next(PREV, KEY, row(1, 2, "T", 1, "m", "b")),
                        HashChain.next(PREV, KEY, row(1, 1, "U", 1, "m", "b")),
                        HashChain.next(PREV, KEY, row(1, 1, "T", 2, "m", "b")),
                        HashChain.next(PREV, KEY, row(1, 1, "T", 1, "n", "b")),
                        HashChain.next(PREV, KEY, row(1, 1, "T", 1, "m", "c"))));
        assertEquals(9, others.size());
        others.forEach(other -> assertNotEquals(base, other));
        assertEquals(base, HashChain.next(PREV, KEY, row(1, 1, "T", 1, "m", "b")));
    }

    @Test
    void movingBytesOverABorderChangesTheHash() {
        assertNotEquals(HashChain.next(PREV, KEY, row(1, 1, "T", 1, "ab", "c")),
                HashChain.next(PREV, KEY, row(1, 1, "T", 1, "a", "bc")));
        assertNotEquals(HashChain.genesis("ab", "c", KEY, null), HashChain.genesis("a", "bc", KEY, null));
    }

    @Test
    void theParentIsPartOfTheGenesis() {
        var parent = new Parent(new UUID(9, 9), 5, PREV);
        assertNotEquals(HashChain.genesis("acme", "store-7", KEY, null),
                HashChain.genesis("acme", "store-7", KEY, parent));
    }

    private static JournalRow row(long seq, long id, String type, int version, String metadata, String body) {
        return new JournalRow(seq, new UUID(0, id), type, version, metadata.getBytes(UTF_8),
                body.getBytes(UTF_8));
    }
}
