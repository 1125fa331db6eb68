package io.tillpost.edge.catalog.https;

import java.io.IOException;

/// Head office could be asked, but not with success; asking again will not help by itself. The message is for people.
final class UnusableAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableAnswerException(String message) {
        super(message);
    }
}
