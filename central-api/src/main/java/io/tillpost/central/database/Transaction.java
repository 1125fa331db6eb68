package io.tillpost.central.database;

/// An open database transaction, passed from room to room so that they share one COMMIT. Opaque: only `*.sql` packages
/// look inside, through [Database#connection(Transaction)].
public interface Transaction {}
