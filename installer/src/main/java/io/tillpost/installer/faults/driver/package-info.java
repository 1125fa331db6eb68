/// Tills that sell by the agent's own API while everything around them breaks, and write down what was answered. The
/// faults let them sell; the oracle reads what they wrote.
@NullMarked
package io.tillpost.installer.faults.driver;

import org.jspecify.annotations.NullMarked;
