package io.tillpost.central.database;

import java.sql.Connection;

/// The only kind of transaction there is.
record OpenTransaction(Connection connection) implements Transaction {}
