package io.tillpost.edge.catalog;

/// How the labels of a scale begin, and what their five value digits say. Such a label has 13 digits: the prefix, five of
/// the article's number, five of the value, and the check digit (GS1 General Specifications, 2.1.12: variable measure
/// trade items within a store are numbered as its country or the store itself likes).
///
/// @param prefix two digits, the first a 2
public record WeighedBarcode(String prefix, Holds holds) {
    /// What the value is.
    public enum Holds {
        /// In grams.
        WEIGHT,
        /// In the smallest unit of the store's currency, of all that was weighed.
        PRICE
    }

    private static final int LENGTH = 13;
    private static final int NUMBER_AT = 2;
    private static final int VALUE_AT = 7;

    /// Whether a code is such a label, with the check digit that it should have.
    boolean reads(String code) {
        return code.length() == LENGTH && code.startsWith(prefix) && Gtin.isNumber(code)
                && Gtin.checkDigit(code) == code.charAt(LENGTH - 1) - '0';
    }

    /// The article's number, with leading zeros.
    String number(String code) {
        return code.substring(NUMBER_AT, VALUE_AT);
    }

    /// Grams or minor units.
    long value(String code) {
        return Long.parseLong(code.substring(VALUE_AT, LENGTH - 1));
    }
}
