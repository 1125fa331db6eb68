/// What was taken in, in the REST API.
@NullMarked
package io.tillpost.central.ingest.http;

import org.jspecify.annotations.NullMarked;
