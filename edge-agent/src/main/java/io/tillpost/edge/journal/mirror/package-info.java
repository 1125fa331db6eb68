/// The tail mirror: flat files that hold, sealed, what head office has not acknowledged, so that the journal's database
/// may be lost. Knows the files' format and nothing of databases or keys.
@NullMarked
package io.tillpost.edge.journal.mirror;

import org.jspecify.annotations.NullMarked;
