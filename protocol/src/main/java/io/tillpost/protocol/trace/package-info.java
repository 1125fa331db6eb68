/// Which requests, events and messages belong together. A caller's trace goes on wherever its work goes; both programs make theirs
/// here.
@NullMarked
package io.tillpost.protocol.trace;

import org.jspecify.annotations.NullMarked;
