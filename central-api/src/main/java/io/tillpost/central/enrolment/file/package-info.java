/// What enrolment writes into files: keys and certificates for head office itself, and who may come in for brokers.
@NullMarked
package io.tillpost.central.enrolment.file;

import org.jspecify.annotations.NullMarked;
