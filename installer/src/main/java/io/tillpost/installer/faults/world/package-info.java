/// Everything that a fault strikes at, each a process of its own: PostgreSQL, broker, nodes of head office, boxes with
/// their agents. The faults start, stop, pause and kill what is in here.
@NullMarked
package io.tillpost.installer.faults.world;

import org.jspecify.annotations.NullMarked;
