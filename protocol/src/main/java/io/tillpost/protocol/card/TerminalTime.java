package io.tillpost.protocol.card;

import java.time.LocalTime;
import java.time.MonthDay;

/// Date and time as a terminal states it. ZVT's date has no year (BMP 0D), so neither has this one.
public record TerminalTime(MonthDay date, LocalTime time) {}
