package io.tillpost.edge.catalog;

import java.util.ArrayList;
import java.util.List;

/// What is wrong in a file, row by row; after some dozen rows nobody reads on.
final class RowErrors {
    private static final int MOST = 20;

    private final List<String> errors = new ArrayList<>();
    private int more;

    void add(String where, String what) {
        if (errors.size() < MOST) {
            errors.add(where + ": " + what);
        } else {
            more++;
        }
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /// All in one text.
    String text() {
        return String.join("; ", errors) + (more == 0 ? "" : "; and " + more + " more");
    }
}
