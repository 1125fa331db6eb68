/// How a program's log is written, in one place for all programs. Used by the mains.
@NullMarked
package io.tillpost.protocol.log;

import org.jspecify.annotations.NullMarked;
