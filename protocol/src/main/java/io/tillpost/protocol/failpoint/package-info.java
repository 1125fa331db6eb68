/// Named places at which a test may end, stall or fail a program. In production nothing ever happens at them.
@NullMarked
package io.tillpost.protocol.failpoint;

import org.jspecify.annotations.NullMarked;
