package io.tillpost.edge.sync;

/// How this box speaks to head office: under which name, over which wire, and by which signature it is proven.
///
/// @param signer for hellos and the heads of batches
public record Speaker(Identity me, Wire wire, HeadSigner signer) {}
