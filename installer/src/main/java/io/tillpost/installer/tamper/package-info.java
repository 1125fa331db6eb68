/// Changes one cent in one source behind everybody's back, where it lies, with all guards off: the proof has to notice.
/// Only the demo calls it, and only on a state folder that is thrown away.
@NullMarked
package io.tillpost.installer.tamper;

import org.jspecify.annotations.NullMarked;
