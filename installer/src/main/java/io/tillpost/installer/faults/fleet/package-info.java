/// Many stores in one process: each with a key, a certificate and a journal of its own, and none with a till. They speak
/// with head office as agents do; the faults let them come all at once.
@NullMarked
package io.tillpost.installer.faults.fleet;

import org.jspecify.annotations.NullMarked;
