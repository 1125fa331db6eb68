/// Printers that speak ESC/POS: the bytes of a job, the dialogue that confirms it, and the way back from bytes to
/// commands. The agent uses [io.tillpost.device.printer.escpos.EscPosPrinter] alone.
@NullMarked
package io.tillpost.device.printer.escpos;

import org.jspecify.annotations.NullMarked;
