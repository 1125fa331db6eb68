/// A certificate authority for the demo and for evaluation: it makes what the broker's TLS needs, on the spot. In
/// production the certificates come from the operator's own authority.
@NullMarked
package io.tillpost.installer.certificates;

import org.jspecify.annotations.NullMarked;
