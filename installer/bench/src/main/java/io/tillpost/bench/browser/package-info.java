/// A headless Chromium of the machine's own, driven by Playwright. For the benches and the tests of pages.
@NullMarked
package io.tillpost.bench.browser;

import org.jspecify.annotations.NullMarked;
