package io.tillpost.edge.operator;

/// Somebody who works at the tills.
///
/// @param operator the short name that events carry, e.g. `anna`
/// @param title how the person is called on screens, e.g. `Anna K.`
/// @param enabled false: can no longer sign in; the name stays taken for ever
public record Operator(String operator, String title, Role role, boolean enabled) {}
