/// Stores in the REST API.
@NullMarked
package io.tillpost.central.store.http;

import org.jspecify.annotations.NullMarked;
