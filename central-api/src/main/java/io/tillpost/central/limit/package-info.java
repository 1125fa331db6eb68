/// How much anybody may ask for: token buckets, fair shares of a node's places, and pauses after wrong secrets. Plain rules
/// with bounded memory; the filters in `limit.http` apply them.
@NullMarked
package io.tillpost.central.limit;

import org.jspecify.annotations.NullMarked;
