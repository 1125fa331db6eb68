/// Configurations of stores in the REST API.
@NullMarked
package io.tillpost.central.configuration.http;

import org.jspecify.annotations.NullMarked;
