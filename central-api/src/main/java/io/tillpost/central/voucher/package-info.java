/// What became of each voucher, by the events of its store, so that one that was redeemed for more than it had is noticed: a
/// box that was restored does not know what it has redeemed. Ingest tells it of events; whoever watches is told of excesses.
@NullMarked
package io.tillpost.central.voucher;

import org.jspecify.annotations.NullMarked;
