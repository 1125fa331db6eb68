/// What benchmarks measure: figures with their units and limits, shown to people and as JSON. Knows nobody.
@NullMarked
package io.tillpost.bench.figure;

import org.jspecify.annotations.NullMarked;
