/// Ids, lanes and the hash chain of a store's journal (docs/reference/journal.md). Pure functions, no storage.
@NullMarked
package io.tillpost.protocol.journal;

import org.jspecify.annotations.NullMarked;
