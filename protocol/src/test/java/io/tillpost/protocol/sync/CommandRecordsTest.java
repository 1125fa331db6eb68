package io.tillpost.protocol.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandRecordsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    @Test
    void everyMessageComesBackAsItWasWritten() {
        var arguments = tree("{\"sale\":\"x\"}");
        var command = new Command(UUID.randomUUID(), "s-1-a", "reprint-receipt", arguments, NOW, 1_000,
                "console", "00-1-2-01");
        for (CommandMessage message : List.of(new CommandMessage.Issue(command),
                new CommandMessage.Cancel(command.id(), "s-1-a"),
                new CommandMessage.Taken(command.id(), "s-1-a", CommandState.DONE))) {
            assertEquals(message, Json.read(Json.write(message), CommandMessage.class));
            assertEquals("s-1-a", message.agent());
        }
        var report = new CommandReport(command.id(), "s-1-a", CommandState.UNKNOWN_AFTER_CRASH, null, "");
        assertEquals(report, Json.read(Json.write(report), CommandReport.class));
        assertEquals("unknown-after-crash", report.state().wireName());
        assertTrue(report.state().isEnd());
        assertFalse(CommandState.STARTED.isEnd());
    }

    @Test
    void whatIsOutOfBoundsIsRefusedInWords() {
        var object = JsonTree.EMPTY;
        var tooMuch = tree("{\"x\":\"" + "y".repeat(9_000) + "\"}");
        assertRefused("no object", () -> command("hello", tree("\"x\""), 1));
        assertRefused("expected at most 8192", () -> command("hello", tooMuch, 1));
        assertRefused("valid for -1 ms", () -> command("hello", object, -1));
        assertRefused("command 'Hello'", () -> command("Hello", object, 1));
        assertRefused("more than 65536 bytes", () -> new CommandReport(UUID.randomUUID(), "s-1-a",
                CommandState.DONE, tree("[\"" + "y".repeat(60_000) + "\",\"" + "y".repeat(6_000) + "\"]"),
                ""));
    }

    @Test
    void settingsAreReadStrictly() {
        var settings = StoreSettings.read("""
                {"format":1,"receipt":{"header":["Shop"],"language":"de"},
                 "weighedBarcodes":[{"prefix":"21","holds":"price"}],"blindCount":false}"""
                .getBytes(StandardCharsets.UTF_8));
        assertEquals(new StoreSettings.ReceiptText(List.of("Shop"), null, "de"), settings.receipt());
        for (String bad : List.of("{}", "{\"format\":2}", "{\"format\":1,\"till\":1}",
                "{\"format\":1,\"receipt\":{\"language\":\"fr\"}}",
                "{\"format\":1,\"receipt\":{\"header\":[\"a\\u001bb\"]}}",
                "{\"format\":1,\"catalogPollMinutes\":0}",
                "{\"format\":1,\"weighedBarcodes\":[{\"prefix\":\"21\",\"holds\":\"price\"},{\"prefix\":\"21\",\"holds\":\"weight\"}]}",
                "{\"format\":1,\"weighedBarcodes\":[{\"prefix\":\"12\",\"holds\":\"price\"}]}")) {
            assertThrows(MalformedJsonException.class,
                    () -> StoreSettings.read(bad.getBytes(StandardCharsets.UTF_8)), bad);
        }
    }

    private static JsonTree tree(String json) {
        return JsonTree.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Command command(String name, JsonTree arguments,
            long validForMs) {
        return new Command(UUID.randomUUID(), "s-1-a", name, arguments, NOW, validForMs, "console", "t");
    }

    private static void assertRefused(String part, org.junit.jupiter.api.function.Executable work) {
        var e = assertThrows(IllegalArgumentException.class, work);
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
}
