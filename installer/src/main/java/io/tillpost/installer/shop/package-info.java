/// One store on this machine: how its programs are started, and the hands at its simulated devices. For the demo, the
/// benchmarks and the tests of the till page.
@NullMarked
package io.tillpost.installer.shop;

import org.jspecify.annotations.NullMarked;
