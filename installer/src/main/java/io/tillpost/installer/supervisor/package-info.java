/// Child processes: started in an order, watched, restarted where that is wanted, stopped in the reverse order.
/// Whoever runs several programs as one thing uses it; it knows nothing of what the programs are.
@NullMarked
package io.tillpost.installer.supervisor;

import org.jspecify.annotations.NullMarked;
