package io.tillpost.central.identity;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Instant;

/// A key that signs tokens, with its private part.
///
/// @param createdAt since when it is published
/// @param signsFrom since when tokens are signed with it, until its successor's time has come
public record SigningKey(ECKey key, Instant createdAt, Instant signsFrom) {
    /// RFC 7638 thumbprint.
    public String id() {
        return key.getKeyID();
    }

    /// Without the key.
    @Override
    public String toString() {
        return "SigningKey[" + id() + " from " + signsFrom + "]";
    }
}
