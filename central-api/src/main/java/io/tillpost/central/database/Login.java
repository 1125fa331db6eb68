package io.tillpost.central.database;

/// A role that may connect, and its password.
public record Login(String user, String password) {
    /// Without the password.
    @Override
    public String toString() {
        return user;
    }
}
