/// Where the key comes from that the store's data at rest is sealed under. The root fetches it and hands it to the
/// journal, which seals everything.
@NullMarked
package io.tillpost.edge.vault;

import org.jspecify.annotations.NullMarked;
