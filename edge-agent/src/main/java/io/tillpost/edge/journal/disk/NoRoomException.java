package io.tillpost.edge.journal.disk;

import java.io.IOException;

/// Something was not begun because it would take more room than there is. Nothing was written.
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoomException(String message) {
        super(message);
    }
}
