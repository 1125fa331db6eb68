package io.tillpost.edge;

import io.tillpost.edge.enrolment.BoxKeys;
import io.tillpost.edge.journal.KeyCare;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.util.Set;

/// The box keys, looked after together with the journals'. What their files do not allow is a [MasterKeyException].
record BoxKeyCare(BoxKeys keys) implements KeyCare {
    @Override
    public Status status() {
        return said(() -> {
            BoxKeys.Status status = keys.status();
            return new Status(status.masters(), status.numbers(),
                    status.numbers().isEmpty() ? 0 : status.numbers().getLast(), 0,
                    status.numbers().size() <= 1);
        });
    }

    @Override
    public int rotate() {
        return said(() -> {
            keys.rotate();
            return status().sealing();
        });
    }

    @Override
    public void addMaster(MasterKey next) {
        var _ = said(() -> {
            keys.addMaster(next);
            return next;
        });
    }

    @Override
    public Set<String> retireOthers(MasterKey keep) {
        return said(() -> keys.retireOthers(keep));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T said(Work<T> work) {
        try {
            return work.run();
        } catch (IOException | IllegalStateException e) {
            throw new MasterKeyException(String.valueOf(e.getMessage()));
        }
    }
}
