/// PostgreSQL from the binaries on Maven Central, for demo, evaluation and tests: no installation, no root, durable.
/// A production head office points at an installed PostgreSQL instead.
@NullMarked
package io.tillpost.installer.postgres;

import org.jspecify.annotations.NullMarked;
