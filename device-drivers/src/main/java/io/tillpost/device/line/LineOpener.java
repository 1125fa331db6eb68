package io.tillpost.device.line;

import java.io.IOException;

/// Opens a line anew, for the first time or after it was lost.
@FunctionalInterface
public interface LineOpener {
    /// Fails when the device is not there now.
    Line open() throws IOException;
}
