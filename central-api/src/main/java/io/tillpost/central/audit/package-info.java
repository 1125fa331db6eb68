/// The trail of API calls: who asked what, when, and how it ended, refusals included, without bodies or secrets.
@NullMarked
package io.tillpost.central.audit;

import org.jspecify.annotations.NullMarked;
