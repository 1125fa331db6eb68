/// The proof at the end of a day: five sources that were written by five hands are held against each other, payment by
/// payment and sum by sum, and what differs is named. It only compares; whoever asks for it reads the sources.
@NullMarked
package io.tillpost.installer.bridge;

import org.jspecify.annotations.NullMarked;
