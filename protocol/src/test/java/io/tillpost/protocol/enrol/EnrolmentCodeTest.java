package io.tillpost.protocol.enrol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.journal.Hash;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnrolmentCodeTest {
    private static final byte[] SECRET = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    private static final Hash AUTHORITY = Hash.parse("00112233445566778899aabbccddeeff".repeat(2));

    private final EnrolmentCode code = EnrolmentCode.of(SECRET, AUTHORITY);

    @Test
    void whatIsShownIsReadAgain() {
        var read = EnrolmentCode.parse(code.text());
        assertArrayEquals(SECRET, read.secret());
        assertTrue(read.isFor(AUTHORITY));
    }

    @Test
    void anotherAuthorityIsNotItsOwn() {
        byte[] other = AUTHORITY.toBytes();
        other[0] ^= 1;
        assertFalse(code.isFor(Hash.of(other)));
    }

    @Test
    void caseHyphensAndLookAlikesDoNotMatter() {
        String typed = code.text().toLowerCase(Locale.ROOT).replace("-", " ").replace('0', 'o').replace('1',
                'l');
        assertEquals(code.text(), EnrolmentCode.parse(typed).text());
    }

    @Test
    void everySingleMistypedCharacterIsNoticed() {
        String plain = code.text().replace("-", "");
        for (int i = 0; i < plain.length(); i++) {
            char other = plain.charAt(i) == 'Z' ? 'Y' : 'Z';
            String typed = plain.substring(0, i) + other + plain.substring(i + 1);
            assertThrows(IllegalArgumentException.class, () -> EnrolmentCode.parse(typed));
        }
    }

    @Test
    void garbageIsRefusedWithoutBeingQuoted() {
        var random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            String typed = random.ints(random.nextInt(80), 32, 127)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            var refused = assertThrows(IllegalArgumentException.class, () -> EnrolmentCode.parse(typed));
            assertTrue(typed.length() < 5 || !String.valueOf(refused.getMessage()).contains(typed));
        }
    }

    @Test
    void itIsNeverPrinted() {
        assertFalse(code.toString().contains(code.text().substring(0, 6)));
        assertFalse(new EnrolmentRequest(code.text(), "csr").toString().contains(code.text()));
    }
}
