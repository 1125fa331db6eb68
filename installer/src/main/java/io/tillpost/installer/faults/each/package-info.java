/// The thirty faults of docs/reference/faults.md, each in a class of its own. Each knows how it strikes and what it must
/// see; what holds after all of them, the oracle knows.
@NullMarked
package io.tillpost.installer.faults.each;

import org.jspecify.annotations.NullMarked;
