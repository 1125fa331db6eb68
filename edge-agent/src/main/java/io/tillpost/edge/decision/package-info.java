/// What the rules of all rooms answer with: accepted, or refused for a reason with a stable name. Knows nobody.
@NullMarked
package io.tillpost.edge.decision;

import org.jspecify.annotations.NullMarked;
