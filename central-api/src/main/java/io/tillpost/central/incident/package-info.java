/// What is wrong and must be seen by a person. Any room may raise an incident in the transaction it is in.
@NullMarked
package io.tillpost.central.incident;

import org.jspecify.annotations.NullMarked;
