/// Files from outside: what acquirers say they settle and what banks say they booked, read strictly and kept once however
/// often a file comes. `reconciliation` matches what is kept here.
@NullMarked
package io.tillpost.central.statement;

import org.jspecify.annotations.NullMarked;
