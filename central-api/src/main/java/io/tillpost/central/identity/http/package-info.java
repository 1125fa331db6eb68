/// The token endpoint, the public keys, and the filter that turns a bearer token into a caller.
@NullMarked
package io.tillpost.central.identity.http;

import org.jspecify.annotations.NullMarked;
