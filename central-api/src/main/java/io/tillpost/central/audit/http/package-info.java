/// The filter that writes the audit trail and the route that reads it.
@NullMarked
package io.tillpost.central.audit.http;

import org.jspecify.annotations.NullMarked;
