package io.tillpost.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/// What keeps somebody from using a screen, as far as axe finds it.
final class Barriers {
    private Barriers() {}

    /// Fails with what there is.
    static void none(Page page, String where) {
        var found = new ArrayList<String>();
        new AxeBuilder(page).analyze().getViolations()
                .forEach(rule -> found.add(rule.getId() + " " + rule.getHelp() + ": "
                        + rule.getNodes().stream().map(node -> node.getHtml()).toList()));
        assertEquals(List.of(), found, where);
    }
}
