package io.tillpost.protocol.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SafeFormatterTest {
    private final SafeFormatter formatter = new SafeFormatter();

    @Test
    void aRecordIsOneLineWithTimeLevelAndLogger() {
        String line = formatter.format(entry("started {0}", "till-1", null));
        assertTrue(line.matches(
                "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+\\d{4} WARNING a.b started till-1\n"),
                line);
    }

    @Test
    void cardNumbersAreMaskedInMessagesParametersAndExceptions() {
        var thrown = new IllegalStateException("5555555555554444",
                new IllegalArgumentException("378282246310005"));
        String text = formatter.format(entry("no article {0}", "4111111111111111", thrown));
        assertTrue(text.contains("no article 411111******1111"), text);
        assertTrue(text.contains("555555******4444") && text.contains("378282*****0005"), text);
        assertFalse(text.contains("4111111111111111") || text.contains("5555555555554444"), text);
    }

    @Test
    void articleNumbersStay() {
        assertTrue(
                formatter.format(entry("no article {0}", "4012345678901", null)).contains("4012345678901"));
        assertEquals(1, formatter.format(entry("x", "", null)).lines().count());
    }

    private static LogRecord entry(String message, Object parameter, @Nullable Throwable thrown) {
        var entry = new LogRecord(Level.WARNING, message);
        entry.setLoggerName("a.b");
        entry.setParameters(new Object[]{parameter});
        if (thrown != null) {
            entry.setThrown(thrown);
        }
        return entry;
    }
}
