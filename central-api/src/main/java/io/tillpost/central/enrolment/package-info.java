/// How boxes become known: head office's own certificate authority, the codes that a person carries into a store, and
/// the certificates that are issued, renewed and revoked. HTTP, the commands, ingest and the brokers' files ask it.
@NullMarked
package io.tillpost.central.enrolment;

import org.jspecify.annotations.NullMarked;
