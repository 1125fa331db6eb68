/// Enrolment and devices in the REST API.
@NullMarked
package io.tillpost.central.enrolment.http;

import org.jspecify.annotations.NullMarked;
