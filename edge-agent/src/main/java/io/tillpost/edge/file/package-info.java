/// Files and folders that are whole or not there at all, and this user's alone. Knows nothing of what is written; for all
/// rooms that keep small files.
@NullMarked
package io.tillpost.edge.file;

import org.jspecify.annotations.NullMarked;
