/// Decides by what was durably answered to tills whether anything is lost, doubled, changed or out of order at head
/// office. It reads both ends afresh and believes neither.
@NullMarked
package io.tillpost.installer.faults.oracle;

import org.jspecify.annotations.NullMarked;
