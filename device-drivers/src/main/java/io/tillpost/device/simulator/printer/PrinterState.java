package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.PrinterStatus;

/// What truly is: the printer's own status, how many receipts lie in the folder and how often the drawer was pulsed.
public record PrinterState(PrinterStatus status, int receipts, long pulses) {}
