/// The journal on SQLite: the file, its schema, the one writer thread and its group commit. The composition root opens
/// it; rooms know only the interfaces in `journal`.
@NullMarked
package io.tillpost.edge.journal.sqlite;

import org.jspecify.annotations.NullMarked;
