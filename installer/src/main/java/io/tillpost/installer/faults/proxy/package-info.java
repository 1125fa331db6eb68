/// A line between two programs that can be cut, frozen, slowed and damaged. It knows nothing of what runs over it.
@NullMarked
package io.tillpost.installer.faults.proxy;

import org.jspecify.annotations.NullMarked;
