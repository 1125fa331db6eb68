package io.tillpost.edge.catalog;

/// How a catalogue is written (docs/reference/catalog.md).
public enum CatalogFormat {
    CSV("text/csv"), JSON("application/json");

    private final String contentType;

    CatalogFormat(String contentType) {
        this.contentType = contentType;
    }

    /// Its media type.
    public String contentType() {
        return contentType;
    }

    /// The format of a media type without parameters; CSV for anything that is not JSON.
    public static CatalogFormat of(String contentType) {
        return contentType.startsWith(JSON.contentType) ? JSON : CSV;
    }
}
