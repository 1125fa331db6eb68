package io.tillpost.edge.operator;

import io.tillpost.protocol.event.Names;

/// Somebody who is to work at the tills.
public record NewOperator(String operator, String title, Role role, Pin pin) {
    /// As much as fits a button.
    private static final int LONGEST_TITLE = 64;

    public NewOperator {
        Names.check("operator", operator);
        if (title.isBlank() || title.length() > LONGEST_TITLE) {
            throw new IllegalArgumentException("title of " + title.strip().length()
                    + " characters, expected 1 to " + LONGEST_TITLE);
        }
    }
}
