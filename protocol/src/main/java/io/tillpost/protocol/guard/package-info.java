/// Keeps whole card numbers out of what is stored and logged: documents are searched before they are taken, events are
/// masked before they are written. Everyone may use it.
@NullMarked
package io.tillpost.protocol.guard;

import org.jspecify.annotations.NullMarked;
