/// Who calls and what they may do: API clients, how they prove who they are, the tokens they get, and the keys that sign
/// them. Asked by the root and by `identity.http` alone; `enrolment` answers its question [DeviceKeys].
@NullMarked
package io.tillpost.central.identity;

import org.jspecify.annotations.NullMarked;
