/// The devices of a store by name: each has one platform thread that alone calls its driver, and a state of health.
@NullMarked
package io.tillpost.edge.device;

import org.jspecify.annotations.NullMarked;
