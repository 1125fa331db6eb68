/// Encryption at rest: where the master key comes from, and the vault whose data keys lie in the database. The root hands
/// the vault to the rooms that keep secrets.
@NullMarked
package io.tillpost.central.vault;

import org.jspecify.annotations.NullMarked;
