/// The payment life cycle as head office knows it: attempts, their outcomes, and where each cent of them went.
@NullMarked
package io.tillpost.central.payment;

import org.jspecify.annotations.NullMarked;
