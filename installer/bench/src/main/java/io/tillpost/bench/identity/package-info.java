/// What the check of tokens and API keys costs, and whether every route of head office asks for the scope that its document
/// names. Stands on the product's own server and filters, because a route with and one without the check need one handler.
@NullMarked
package io.tillpost.bench.identity;

import org.jspecify.annotations.NullMarked;
