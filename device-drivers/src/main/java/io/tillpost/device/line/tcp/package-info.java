/// Lines over TCP connections that the till opens.
@NullMarked
package io.tillpost.device.line.tcp;

import org.jspecify.annotations.NullMarked;
