package io.tillpost.device.printer;

/// What a printer says of itself, in UnifiedPOS words. `reachable` false leaves the rest meaningless (false).
public record PrinterStatus(boolean reachable, boolean coverOpen, boolean recEmpty, boolean recNearEnd,
        boolean drawerOpened, boolean fault) {
    /// The status of a printer that does not answer.
    public static final PrinterStatus UNREACHABLE = new PrinterStatus(false, false, false, false, false,
            false);

    /// Whether a receipt would come out now.
    public boolean canPrint() {
        return reachable && !coverOpen && !recEmpty && !fault;
    }
}
