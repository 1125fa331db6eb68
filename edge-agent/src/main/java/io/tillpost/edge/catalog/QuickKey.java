package io.tillpost.edge.catalog;

import org.jspecify.annotations.Nullable;

/// A key of the till page for an article without a barcode.
///
/// @param group under which it stands, absent for none
public record QuickKey(String label, String sku, @Nullable String group) {}
