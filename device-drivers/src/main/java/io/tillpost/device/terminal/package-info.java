/// Card terminals as the agent sees them: amounts and outcomes, no bytes. The families live in sub-packages.
@NullMarked
package io.tillpost.device.terminal;

import org.jspecify.annotations.NullMarked;
