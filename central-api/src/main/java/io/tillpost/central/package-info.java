/// The head-office program: its composition root and its commands.
@NullMarked
package io.tillpost.central;

import org.jspecify.annotations.NullMarked;
