/// Authorities, codes and certificates in PostgreSQL.
@NullMarked
package io.tillpost.central.enrolment.sql;

import org.jspecify.annotations.NullMarked;
