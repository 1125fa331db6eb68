/// Enrolment's way to head office over HTTPS, trusting head office's authority and nobody else. Only the root makes one.
@NullMarked
package io.tillpost.edge.enrolment.https;

import org.jspecify.annotations.NullMarked;
