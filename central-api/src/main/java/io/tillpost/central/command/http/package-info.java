/// Commands in the REST API.
@NullMarked
package io.tillpost.central.command.http;

import org.jspecify.annotations.NullMarked;
