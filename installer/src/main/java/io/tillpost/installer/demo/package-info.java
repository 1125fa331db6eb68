/// A store's business day, played on this machine with every part for real, and the proof at its end. It drives the
/// parts through their public doors only.
@NullMarked
package io.tillpost.installer.demo;

import org.jspecify.annotations.NullMarked;
