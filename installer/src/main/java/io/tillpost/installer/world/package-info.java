/// The world outside: a simulated acquirer that settles and a bank that states. It reads what the card terminal has
/// recorded and knows nothing of the product's own books.
@NullMarked
package io.tillpost.installer.world;

import org.jspecify.annotations.NullMarked;
