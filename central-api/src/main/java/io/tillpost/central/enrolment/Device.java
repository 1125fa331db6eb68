package io.tillpost.central.enrolment;

import org.jspecify.annotations.Nullable;

/// An agent as head office knows it.
///
/// @param registered whether it speaks for that store at present
/// @param newest its newest certificate, if it ever had one
public record Device(String tenant, String store, String agent, boolean registered,
        @Nullable DeviceCertificate newest) {}
