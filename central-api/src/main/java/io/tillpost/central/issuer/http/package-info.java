/// How the issuer's documents are fetched, how its tokens become callers, and what the built-in endpoints say instead.
@NullMarked
package io.tillpost.central.issuer.http;

import org.jspecify.annotations.NullMarked;
