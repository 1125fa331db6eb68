package io.tillpost.central.identity;

/// What a check says about a client that tries to prove who it is.
public sealed interface LoginVerdict {
    /// It is this one.
    record Proved(Principal principal, Confirmation confirmation) implements LoginVerdict {}

    /// It is not proved. `reason` is fit for the caller.
    record Refused(String reason) implements LoginVerdict {}
}
