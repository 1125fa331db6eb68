/// Reads the five sources of a day afresh, each by the way that is farthest from the program that wrote it: recorded
/// files as text, the journal as a SQLite file with its chain computed again, the ledger by REST.
@NullMarked
package io.tillpost.installer.evidence;

import org.jspecify.annotations.NullMarked;
