package io.tillpost.edge.till.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Which page is which.
class PagesTest {
    @Test
    void anotherScriptIsAnotherPageThoughTheIndexIsTheSame() throws IOException {
        var one = Pages.read("pages/one/");
        var other = Pages.read("pages/other/");
        assertNotEquals(one.version(), other.version());
        assertTrue(index(one).contains(one.version()), index(one));
        assertTrue(index(other).contains(other.version()), index(other));
    }

    @Test
    void theSameFilesAreTheSamePage() throws IOException {
        assertEquals(Pages.read("pages/one/").version(), Pages.read("pages/one/").version());
    }

    private static String index(Pages pages) {
        return new String(pages.answer("/till/", "", "").orElseThrow().body(), StandardCharsets.UTF_8);
    }
}
