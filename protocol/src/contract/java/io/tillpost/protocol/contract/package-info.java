/// What a head office must answer, as tests. Compiled into the tests of each module that has one, real or simulated; no jar
/// of the product holds it.
@NullMarked
package io.tillpost.protocol.contract;

import org.jspecify.annotations.NullMarked;
