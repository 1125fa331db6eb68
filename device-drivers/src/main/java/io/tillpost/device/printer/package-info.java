/// Receipt printers as the agent sees them: documents and confirmations, no bytes. The families live in sub-packages.
@NullMarked
package io.tillpost.device.printer;

import org.jspecify.annotations.NullMarked;
