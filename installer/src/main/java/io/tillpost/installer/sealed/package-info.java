/// A store's journal, opened with the store's master key and without its agent: for evidence, and for whoever plays an
/// attacker who has the key.
@NullMarked
package io.tillpost.installer.sealed;

import org.jspecify.annotations.NullMarked;
