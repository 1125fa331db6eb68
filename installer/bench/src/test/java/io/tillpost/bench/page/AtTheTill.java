package io.tillpost.bench.page;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// Each test begins at a till where nobody is served, and leaves none of its pages open.
@ExtendWith(SharedWorld.class)
abstract class AtTheTill {
    static PageWorld world;

    @BeforeAll
    static void open(PageWorld shared) {
        world = shared;
    }

    @BeforeEach
    void clear() throws IOException {
        world.clear();
    }

    @AfterEach
    void tidy() {
        world.tidy();
    }
}
