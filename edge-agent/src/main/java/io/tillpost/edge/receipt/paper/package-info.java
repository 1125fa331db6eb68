/// Draws a document as PDF or as picture, with fonts of its own and without the machine's. Called by `receipt`; nothing is
/// loaded before the first drawing.
@NullMarked
package io.tillpost.edge.receipt.paper;

import org.jspecify.annotations.NullMarked;
