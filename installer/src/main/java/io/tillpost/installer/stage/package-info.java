/// What whoever brings all of Tillpost up on one machine needs beside the processes: head office's commands, its REST API
/// and the agent's, patient clients. For the demo and the faults.
@NullMarked
package io.tillpost.installer.stage;

import org.jspecify.annotations.NullMarked;
