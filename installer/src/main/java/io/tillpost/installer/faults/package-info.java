/// The command `tillpost faults`: strikes the product with the thirty faults and says what was lost, doubled or put out of
/// order. Nobody calls it but the launcher.
@NullMarked
package io.tillpost.installer.faults;

import org.jspecify.annotations.NullMarked;
