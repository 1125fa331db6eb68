package io.tillpost.central.ingest.mqtt;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// By what name a node is known at the broker.
public final class NodeName {
    private NodeName() {}

    /// The common name of the certificate in this file (PEM). Throws [IOException] that names the file.
    public static String of(Path certificate) throws IOException {
        try {
            return NodeIdentity.commonName(certificate, NodeIdentity.certificates(certificate).getFirst());
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate can be read from " + certificate + ": " + e.getMessage(),
                    e);
        }
    }
}
