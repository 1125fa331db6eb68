/// What the commands of all benches have in common: options, seeds, where words and figures go, exit codes. Knows figures
/// alone.
@NullMarked
package io.tillpost.bench.command;

import org.jspecify.annotations.NullMarked;
