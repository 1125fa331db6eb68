/// Failures of the machine in words for the person at the keyboard.
@NullMarked
package io.tillpost.protocol.failure;

import org.jspecify.annotations.NullMarked;
