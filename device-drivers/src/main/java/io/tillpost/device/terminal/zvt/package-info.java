/// Card terminals that speak ZVT 13.x, on a serial port or over TCP. Sources: "PA00P015" is the document of commands,
/// bitmaps and codes in revision 13.08, "PA00P016" that of the transport in revision 04.
@NullMarked
package io.tillpost.device.terminal.zvt;

import org.jspecify.annotations.NullMarked;
