/// What whoever brings all of Tillpost up on one machine needs beside the processes: head office's configuration and
/// commands, its REST API and the agent's, patient clients. For the demo, the faults and the benchmarks.
@NullMarked
package io.tillpost.installer.stage;

import org.jspecify.annotations.NullMarked;
