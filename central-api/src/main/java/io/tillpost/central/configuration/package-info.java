/// The configuration that head office gives its stores: whole documents, each a version, announced by a pointer that a key
/// of this installation signs. Nothing is ever changed; going back is a new version with an earlier document.
@NullMarked
package io.tillpost.central.configuration;

import org.jspecify.annotations.NullMarked;
