package io.tillpost.edge.catalog;

import java.util.ArrayList;
import java.util.List;

/// What is wrong in a file, row by row; after some dozen rows nobody reads on.
final class RowErrors {
    private static final int MOST = 20;
    /// Enough to find the cell again.
    private static final int LONGEST_VALUE = 40;

    private final List<String> errors = new ArrayList<>();
    private int more;

    /// One cell that is wrong.
    ///
    /// @param where row of a CSV file, or pointer into a JSON file
    /// @param expected goes on after "expected"
    void add(String where, String column, String value, String expected) {
        if (errors.size() < MOST) {
            String shown = value.length() > LONGEST_VALUE
                    ? value.substring(0, LONGEST_VALUE) + "..."
                    : value;
            errors.add(where + ", " + column + " '" + shown + "': expected " + expected);
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
