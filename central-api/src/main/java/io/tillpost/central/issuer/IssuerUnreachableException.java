package io.tillpost.central.issuer;

/// The issuer's keys were never had, and cannot be had now. The same token may be good later.
public final class IssuerUnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    IssuerUnreachableException(String issuer) {
        super("no keys of " + issuer + " are known, and it cannot be reached");
    }
}
