package io.tillpost.protocol.event;

import org.jspecify.annotations.Nullable;

/// What a fiscal device signed, where the law wants one; `outage` says why it could not.
public record FiscalSignature(long counter, String value, String serial, String algorithm,
        @Nullable String outage) {}
