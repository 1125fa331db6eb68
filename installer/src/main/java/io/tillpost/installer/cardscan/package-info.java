/// Looks for whole card numbers in whatever files a program left behind, for `tillpost card-scan` and for the tests that
/// plant some. Knows nothing of what the files mean.
@NullMarked
package io.tillpost.installer.cardscan;

import org.jspecify.annotations.NullMarked;
