/// The catalogue's way from head office: asked for over HTTPS every few minutes, and applied like one that is handed in.
/// Started by the agent; without a line to head office the store sells what it has.
@NullMarked
package io.tillpost.edge.catalog.https;

import org.jspecify.annotations.NullMarked;
