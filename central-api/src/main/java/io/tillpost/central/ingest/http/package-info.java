/// What head office has of the stores' journals and what of it was set aside, over HTTP. Called by the server's route table.
@NullMarked
package io.tillpost.central.ingest.http;

import org.jspecify.annotations.NullMarked;
