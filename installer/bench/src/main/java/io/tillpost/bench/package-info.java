/// `tillpost bench`: the program and its commands. Nobody calls it but the launcher script.
@NullMarked
package io.tillpost.bench;

import org.jspecify.annotations.NullMarked;
