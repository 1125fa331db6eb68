/// Catalogues over HTTP: head office's programs put new versions, stores' agents take the newest. Used by the composition
/// root alone.
@NullMarked
package io.tillpost.central.catalog.http;

import org.jspecify.annotations.NullMarked;
