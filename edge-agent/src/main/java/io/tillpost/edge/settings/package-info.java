/// What head office sets for this store: believed only with its signature, kept whole on disk before it counts, and never
/// an older one than counted before. What counts is read by the root, which tells the other rooms.
@NullMarked
package io.tillpost.edge.settings;

import org.jspecify.annotations.NullMarked;
