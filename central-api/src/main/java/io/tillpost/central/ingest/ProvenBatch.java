package io.tillpost.central.ingest;

import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.HeadSignature;

/// A batch whose head its box has signed.
///
/// @param signature verified
public record ProvenBatch(BatchHeader header, HeadSignature signature) {}
