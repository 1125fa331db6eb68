/// The routes that manage API keys, and the source of callers that reads them from requests.
@NullMarked
package io.tillpost.central.apikey.http;

import org.jspecify.annotations.NullMarked;
