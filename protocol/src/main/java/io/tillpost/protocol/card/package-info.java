/// What may be known of a card and of a card payment: masked numbers only. Everyone may use it; it knows `money`.
@NullMarked
package io.tillpost.protocol.card;

import org.jspecify.annotations.NullMarked;
