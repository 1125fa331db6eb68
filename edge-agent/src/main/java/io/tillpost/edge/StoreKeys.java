package io.tillpost.edge;

import io.tillpost.edge.journal.KeyCare;
import io.tillpost.edge.till.KeyControl;
import io.tillpost.edge.till.Problem;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.masterkey.MasterKeys;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The keys of all journals of a store and of the box's identity, which lie under one master key. A step that a crash cuts
/// short is taken again: until it is through everywhere, the master key of before still opens all of them.
final class StoreKeys implements KeyControl {
    private final MasterKeys keys;
    private final KeySource source;
    private final Map<String, KeyCare> journals;

    /// @param journals and what else has keys, by name, in the order in which they are changed
    StoreKeys(MasterKeys keys, KeySource source, Map<String, KeyCare> journals) {
        this.keys = keys;
        this.source = source;
        this.journals = journals;
    }

    @Override
    public Status status() {
        return new Status(source.toString(), journals.entrySet().stream().map(entry -> {
            KeyCare.Status status = entry.getValue().status();
            return new OfJournal(entry.getKey(), status.masters(), status.dataKeys(), status.sealing(),
                    status.sealedAtMost(), status.complete());
        }).toList());
    }

    @Override
    public Status rotate() {
        return said(() -> {
            Set<String> masters = masters();
            if (masters.size() > 1) {
                throw new MasterKeyException("the data is under the master keys "
                        + String.join(" and ", masters)
                        + "; configure the new one and run master-key retire first");
            }
            journals.values().forEach(KeyCare::rotate);
            return status();
        });
    }

    @Override
    public Status addMaster(String text) {
        return said(() -> {
            var next = KeySource.parse(text, Path.of("").toAbsolutePath());
            MasterKey key = keys.find(next).orElseGet(() -> keys.make(next));
            journals.values().forEach(journal -> journal.addMaster(key));
            return status();
        });
    }

    @Override
    public Retired retireOthers(String text) {
        return said(() -> {
            MasterKey keep = keys.read(KeySource.parse(text, Path.of("").toAbsolutePath()));
            journals.forEach((name, journal) -> {
                KeyCare.Status status = journal.status();
                Set<String> there = status.masters();
                // A box that was never enrolled has no key of its identity.
                if (!status.dataKeys().isEmpty() && !there.contains(keep.fingerprint())) {
                    throw new WrongMasterKeyException(name + " is under master key "
                            + String.join(" or ", new TreeSet<>(there)) + ", not under "
                            + keep.fingerprint());
                }
            });
            var retired = new TreeSet<String>();
            for (KeyCare journal : List.copyOf(journals.values())) {
                retired.addAll(journal.retireOthers(keep));
            }
            return new Retired(keep.fingerprint(), retired);
        });
    }

    private Set<String> masters() {
        var all = new TreeSet<String>();
        journals.values().forEach(journal -> all.addAll(journal.status().masters()));
        return all;
    }

    private static <T> T said(Supplier<T> work) {
        try {
            return work.get();
        } catch (MasterKeyException | WrongMasterKeyException | IllegalArgumentException e) {
            throw Problem.of(409, "master-key-not-usable", "Not possible with these keys",
                    String.valueOf(e.getMessage())).exception();
        }
    }
}
