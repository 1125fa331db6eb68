/// The catalogues that head office has for its stores: whole files, each a version, for all stores or for some. A file is
/// looked at lightly here; the store's agent reads it whole, and applies or refuses it whole.
@NullMarked
package io.tillpost.central.catalog;

import org.jspecify.annotations.NullMarked;
