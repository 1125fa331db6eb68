package io.tillpost.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.protocol.money.Money;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void aRecordIsItsComponentsAndNothingDerived() {
        byte[] json = Json.write(Money.of(1240, "EUR"));
        assertEquals("{\"minor\":1240,\"currency\":\"EUR\"}", new String(json, UTF_8));
        assertEquals(Money.of(1240, "EUR"), Json.read(json, Money.class));
    }
}
