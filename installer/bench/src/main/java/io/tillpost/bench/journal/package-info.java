/// `tillpost bench journal`: how quick durable appends are, through the real journal, beside plain SQLite on the same disk
/// at the same time. Measured from inside, because a till's HTTP would hide the journal.
@NullMarked
package io.tillpost.bench.journal;

import org.jspecify.annotations.NullMarked;
