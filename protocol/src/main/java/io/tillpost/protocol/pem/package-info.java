/// Private keys as operators hand them to our programs, as PEM text. Pure functions; the files are each program's own.
@NullMarked
package io.tillpost.protocol.pem;

import org.jspecify.annotations.NullMarked;
