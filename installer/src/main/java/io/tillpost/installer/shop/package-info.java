/// One store on this machine: how its programs are started, the hands at its simulated devices, and a head office of its
/// own. For the demo, the benchmarks, the agent's start-up cache and the tests of the till page.
@NullMarked
package io.tillpost.installer.shop;

import org.jspecify.annotations.NullMarked;
