/// The `tillpost` command: one place that knows every subcommand. Nobody calls it but the launcher scripts.
@NullMarked
package io.tillpost.installer.launcher;

import org.jspecify.annotations.NullMarked;
