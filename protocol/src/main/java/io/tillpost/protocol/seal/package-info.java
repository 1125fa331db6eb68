/// Keeping secrets unreadable where they are stored. Pure functions; where keys come from is each program's own matter.
@NullMarked
package io.tillpost.protocol.seal;

import org.jspecify.annotations.NullMarked;
