package io.tillpost.bench.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One running Chromium. One thread, as Playwright wants it.
public final class Chromium implements AutoCloseable {
    /// Set to a Chromium that lies elsewhere.
    public static final String PROPERTY = "tillpost.chromium";
    private static final List<Path> USUAL = List.of(Path.of("/usr/bin/chromium"),
            Path.of("/usr/bin/chromium-browser"),
            Path.of("/usr/bin/google-chrome"), Path.of("/snap/bin/chromium"));
    private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync", "--force-color-profile=srgb");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// Where this machine's Chromium is, if it has one.
    public static Optional<Path> installed() {
        String stated = System.getProperty(PROPERTY);
        return stated == null
                ? USUAL.stream().filter(Files::isExecutable).findFirst()
                : Optional.of(Path.of(stated));
    }

    /// Starts it, or says what to install.
    public static Chromium start() {
        Path executable = installed().orElseThrow(() -> new EnvironmentFault(
                "no Chromium found; install it (Debian: apt install chromium), or say where it is with -D"
                        + PROPERTY + "=FILE"));
        // The driver brings no browser and must not look for one.
        var playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            return new Chromium(playwright, playwright.chromium()
                    .launch(new BrowserType.LaunchOptions().setExecutablePath(executable)
                            .setArgs(ARGUMENTS)));
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    /// The browser, for new contexts.
    public Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
