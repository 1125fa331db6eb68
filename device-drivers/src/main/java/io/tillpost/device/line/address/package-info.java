/// Addresses of devices as a person writes them in a configuration, and the lines they stand for.
@NullMarked
package io.tillpost.device.line.address;

import org.jspecify.annotations.NullMarked;
