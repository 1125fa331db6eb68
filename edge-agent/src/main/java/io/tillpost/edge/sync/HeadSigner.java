package io.tillpost.edge.sync;

import io.tillpost.protocol.sync.HeadSignature;
import java.util.Optional;

/// Signs hellos and the heads of batches, so that head office can prove which box said them. Called once for each hello and
/// for each batch that is cut, on the sync thread and under no lock.
public interface HeadSigner {
    /// A signature over this by the box's present key; empty where the box has no key that can sign.
    Optional<HeadSignature> sign(HeadSignature.Said said);
}
