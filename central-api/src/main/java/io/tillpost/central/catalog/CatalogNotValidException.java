package io.tillpost.central.catalog;

/// A file is no catalogue. The message says what is there and what was expected.
public final class CatalogNotValidException extends Exception {
    private static final long serialVersionUID = 1L;

    CatalogNotValidException(String message) {
        super(message);
    }
}
