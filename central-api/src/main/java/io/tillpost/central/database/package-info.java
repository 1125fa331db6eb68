/// The connection pool, the schema's migrations, and the transaction that rooms hand to each other unopened.
@NullMarked
package io.tillpost.central.database;

import org.jspecify.annotations.NullMarked;
