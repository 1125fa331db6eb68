/// Tokens of somebody else's authorization server: its keys, fetched and pinned, and the checks of RFC 9068. Used in the
/// place of the built-in token endpoint, never beside it.
@NullMarked
package io.tillpost.central.issuer;

import org.jspecify.annotations.NullMarked;
