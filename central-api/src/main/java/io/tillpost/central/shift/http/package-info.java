/// Z reports in the REST API. Used by the composition root alone.
@NullMarked
package io.tillpost.central.shift.http;

import org.jspecify.annotations.NullMarked;
