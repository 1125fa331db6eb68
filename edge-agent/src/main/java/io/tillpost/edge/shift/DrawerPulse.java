package io.tillpost.edge.shift;

/// Opens drawers. The root plugs the printers that they hang on.
@FunctionalInterface
public interface DrawerPulse {
    /// Opens the drawer of a till if anything can; returns at once.
    void open(String till);
}
