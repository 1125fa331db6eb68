package io.tillpost.bench.till;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Page;
import io.tillpost.bench.browser.Chromium;
import java.util.concurrent.atomic.AtomicLong;

/// The till page as a cashier uses it: by keys, scanner and touch. Measures inside the page, from the key that ends an
/// input to the frame that shows what came of it.
public final class TillPage implements AutoCloseable {
    private static final int WIDTH = 1366;
    private static final int HEIGHT = 768;
    private static final int SCANNER_GAP_MS = 2;
    private static final double PERSON_GAP_MS = 90;

    /// Installed before the page's own code: when the last key went down, and a promise of the frame after a change.
    private static final String PROBE = """
            window.tillProbe = {
              enterAt: 0, inputAt: 0,
              shown(read, before, patienceMs) {
                return new Promise((resolve, reject) => {
                  const late = setTimeout(() => { watcher.disconnect(); reject(new Error('nothing was shown')); }, patienceMs);
                  const look = () => {
                    if (read() === before) return;
                    watcher.disconnect();
                    clearTimeout(late);
                    requestAnimationFrame(() => resolve(performance.now()));
                  };
                  const watcher = new MutationObserver(look);
                  watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
                  look();
                });
              },
              text: (selector) => document.querySelector(selector)?.textContent ?? '',
            };
            addEventListener('keydown', (event) => { if (event.key === 'Enter') window.tillProbe.enterAt = performance.now(); }, true);
            addEventListener('input', () => { window.tillProbe.inputAt = performance.now(); }, true);
            """;

    private final BrowserContext context;
    private final Page page;
    private final AtomicLong bodyBytes = new AtomicLong();
    private final AtomicLong wireBytes = new AtomicLong();

    /// Opens the page in a fresh profile.
    public TillPage(Chromium chromium, String url) {
        context = chromium.browser()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setViewportSize(WIDTH, HEIGHT)
                        .setLocale("en-GB"));
        context.addInitScript(PROBE);
        page = context.newPage();
        CDPSession network = context.newCDPSession(page);
        network.send("Network.enable");
        network.on("Network.loadingFinished",
                event -> wireBytes.addAndGet(event.get("encodedDataLength").getAsLong()));
        network.on("Network.dataReceived",
                event -> bodyBytes.addAndGet(event.get("encodedDataLength").getAsLong()));
        page.navigate(url + "/till/");
        page.waitForSelector("till-sign-in");
    }

    /// How heavy the page was until somebody could sign in.
    ///
    /// @param bodies compressed, as they came
    /// @param wire with the heads of the answers
    public record Weight(long bodies, long wire) {}

    /// What came until now.
    public Weight weight() {
        return new Weight(bodyBytes.get(), wireBytes.get());
    }

    /// The page itself.
    public Page page() {
        return page;
    }

    /// Signs in by PIN.
    public void signIn(String title, String pin) {
        page.click(".person:has-text('" + title + "')");
        page.keyboard().type(pin, new Keyboard.TypeOptions().setDelay(PERSON_GAP_MS));
        page.keyboard().press("Enter");
        page.waitForSelector("main[data-screen=sale], main[data-screen=shift]");
    }

    /// What a scanner does: all keys in a burst, then Enter. Returns at once.
    public void scan(String code) {
        page.keyboard().type(code, new Keyboard.TypeOptions().setDelay(SCANNER_GAP_MS));
        page.keyboard().press("Enter");
    }

    /// Scans and waits for the frame that shows it; microseconds from the Enter key.
    public long scanToLineMicros(String code) {
        page.evaluate("() => { const p = window.tillProbe; const read = () => p.text('.sum-total');"
                + " window.tillShown = p.shown(read, read(), 5000); }");
        scan(code);
        return micros(page.evaluate("async () => (await window.tillShown) - window.tillProbe.enterAt"));
    }

    /// Types one letter into the search field and waits for the frame with what it found.
    public long keyToResultsMicros(String letter) {
        page.evaluate(
                "() => { const p = window.tillProbe; const read = () => document.querySelector('#search-list')?.dataset.of;"
                        + " window.tillShown = p.shown(read, read(), 5000); }");
        page.keyboard().press(letter);
        return micros(page.evaluate("async () => (await window.tillShown) - window.tillProbe.inputAt"));
    }

    /// The wall clock in milliseconds at which the page showed that the card was charged.
    public double paidAtEpochMs() {
        return number(page.evaluate(
                "async () => performance.timeOrigin + await window.tillProbe.shown("
                        + "() => Boolean(document.querySelector('.card-screen[data-state=PAID], main[data-screen=paid]')), false, 30000)"));
    }

    /// How many pieces the cart says it holds.
    public int pieces() {
        String words = page.textContent(".sum-label small").replaceAll("[^0-9]", "");
        return words.isEmpty() ? 0 : Integer.parseInt(words);
    }

    private static long micros(Object millis) {
        return Math.round(number(millis) * 1_000);
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    @Override
    public void close() {
        context.close();
    }
}
