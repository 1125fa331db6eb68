/// How a box in a store becomes one that head office knows: the code that a person carries, and what both sides say.
/// Both sides use it; docs/reference/enrolment.md.
@NullMarked
package io.tillpost.protocol.enrol;

import org.jspecify.annotations.NullMarked;
