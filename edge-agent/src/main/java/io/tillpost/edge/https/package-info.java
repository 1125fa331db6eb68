/// The box's questions to head office over HTTP: each with an answer that is whole, bounded and in time, or none.
@NullMarked
package io.tillpost.edge.https;

import org.jspecify.annotations.NullMarked;
