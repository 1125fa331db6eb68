/// Who calls and what they may do: API clients, the tokens they get, and the keys that sign them. Asked by the root and by
/// the filter in `identity.http` alone.
@NullMarked
package io.tillpost.central.identity;

import org.jspecify.annotations.NullMarked;
