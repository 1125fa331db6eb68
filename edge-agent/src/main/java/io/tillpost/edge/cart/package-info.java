/// Carts: what a till is about to sell, before it is paid; one open cart per till, and parked ones. Called by the till,
/// always inside a unit of work that the caller opened.
@NullMarked
package io.tillpost.edge.cart;

import org.jspecify.annotations.NullMarked;
