/// Lines over serial ports. The only room that knows jSerialComm.
@NullMarked
package io.tillpost.device.line.serial;

import org.jspecify.annotations.NullMarked;
