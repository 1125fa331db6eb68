/// Shared plumbing of the REST API: routes as data, requests and answers without Helidon, problems, the server.
/// The rooms' `*.http` packages describe their routes in these words; only this room knows Helidon.
@NullMarked
package io.tillpost.central.http;

import org.jspecify.annotations.NullMarked;
