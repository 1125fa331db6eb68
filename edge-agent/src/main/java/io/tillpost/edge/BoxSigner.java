package io.tillpost.edge;

import io.tillpost.edge.enrolment.BoxPlace;
import io.tillpost.edge.enrolment.DeviceKey;
import io.tillpost.edge.sync.HeadSigner;
import io.tillpost.protocol.sync.HeadSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Signs hellos and batch heads with the box's present key.
final class BoxSigner implements HeadSigner {
    private final BoxPlace place;
    private final Keys keys;

    /// Where the key comes from.
    interface Keys {
        Optional<DeviceKey> present() throws IOException;
    }

    BoxSigner(BoxPlace place, Keys keys) {
        this.place = place;
        this.keys = keys;
    }

    @Override
    public Optional<HeadSignature> sign(HeadSignature.Said said) {
        try {
            return keys.present()
                    .map(key -> new HeadSignature(key.id(), key.sign(
                            said.bytes(place.tenant(), place.store(), place.agent()))));
        } catch (IOException e) {
            throw new UncheckedIOException("nothing can be signed: " + e.getMessage(), e);
        }
    }
}
