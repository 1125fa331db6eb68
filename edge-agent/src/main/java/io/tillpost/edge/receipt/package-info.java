/// What is printed for a completed sale, and to be signed for a payment, and that it was printed. A sale never waits for paper. Called by the root.
@NullMarked
package io.tillpost.edge.receipt;

import org.jspecify.annotations.NullMarked;
