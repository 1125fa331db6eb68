/// The filters that refuse what is too much, per address and per caller.
@NullMarked
package io.tillpost.central.limit.http;

import org.jspecify.annotations.NullMarked;
