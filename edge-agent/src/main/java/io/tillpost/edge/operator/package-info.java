/// Who works at the tills: operators, their PINs and roles, and what each role may do. Called by the till.
@NullMarked
package io.tillpost.edge.operator;

import org.jspecify.annotations.NullMarked;
