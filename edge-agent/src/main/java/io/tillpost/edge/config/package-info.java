/// The agent's configuration file as records, strict, with every default in one place. Read by the root alone.
@NullMarked
package io.tillpost.edge.config;

import org.jspecify.annotations.NullMarked;
