/// What makes a box this store's box: its key, its certificate, and how it gets the next one in time. The agent and its
/// commands call it; nothing here sells, and selling never waits for it (docs/how-to/enrol-a-box.md).
@NullMarked
package io.tillpost.edge.enrolment;

import org.jspecify.annotations.NullMarked;
