/// Stores, the agents that speak for them, and their card contracts: which acquirer a merchant id belongs to on a date.
@NullMarked
package io.tillpost.central.store;

import org.jspecify.annotations.NullMarked;
