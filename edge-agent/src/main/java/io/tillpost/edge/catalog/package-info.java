/// What the store sells: the catalogue that was applied last, found by code and by words. Called by the till; carts look
/// articles up through a port of their own.
@NullMarked
package io.tillpost.edge.catalog;

import org.jspecify.annotations.NullMarked;
