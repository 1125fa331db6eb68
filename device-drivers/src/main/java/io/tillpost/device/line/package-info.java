/// Bytes to and from one device; knows no protocol. Everything above it talks to [io.tillpost.device.line.Line] only.
@NullMarked
package io.tillpost.device.line;

import org.jspecify.annotations.NullMarked;
