/// The wire of ingest: subscribes to what the stores send and publishes the answers.
@NullMarked
package io.tillpost.central.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
