/// How TLS is spoken: which versions and which ciphers. Whoever opens a TLS port or connects to one asks here.
@NullMarked
package io.tillpost.protocol.tls;

import org.jspecify.annotations.NullMarked;
