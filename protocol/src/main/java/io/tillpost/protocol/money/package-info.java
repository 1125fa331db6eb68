/// Amounts, currencies, tax rates and the exact arithmetic on them. Everyone may use it; it knows nobody.
@NullMarked
package io.tillpost.protocol.money;

import org.jspecify.annotations.NullMarked;
