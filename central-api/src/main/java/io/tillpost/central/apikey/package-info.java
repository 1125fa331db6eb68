/// API keys: long-lived secrets for programs that cannot ask for tokens, each with its scopes, stores and end. Kept as
/// hashes alone; `apikey.http` turns a key that is shown into a caller and serves `/v1/api-keys`.
@NullMarked
package io.tillpost.central.apikey;

import org.jspecify.annotations.NullMarked;
