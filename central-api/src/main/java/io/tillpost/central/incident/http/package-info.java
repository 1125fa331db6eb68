/// Incidents in the REST API.
@NullMarked
package io.tillpost.central.incident.http;

import org.jspecify.annotations.NullMarked;
