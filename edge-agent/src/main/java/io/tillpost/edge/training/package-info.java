/// What stands in for the outside world in training mode, so that nobody's card is charged. Plugged by the root alone.
@NullMarked
package io.tillpost.edge.training;

import org.jspecify.annotations.NullMarked;
