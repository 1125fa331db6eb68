package io.tillpost.central.http;

import java.util.function.BooleanSupplier;

/// Something that this node needs.
///
/// @param name as shown, e.g. `database`
/// @param essential whether the API cannot serve without it
/// @param up asks it, within seconds; throwing means no
public record Probe(String name, boolean essential, BooleanSupplier up) {}
