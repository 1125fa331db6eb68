/// The one strict JSON codec: unknown fields, duplicate keys, over-long and over-deep input are refused.
@NullMarked
package io.tillpost.protocol.json;

import org.jspecify.annotations.NullMarked;
