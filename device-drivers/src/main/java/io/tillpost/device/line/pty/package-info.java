/// Pseudo-terminals: a serial cable without hardware, for simulators and tests. Opened by the JDK's own foreign-function
/// calls; Linux with glibc or musl only.
@NullMarked
package io.tillpost.device.line.pty;

import org.jspecify.annotations.NullMarked;
