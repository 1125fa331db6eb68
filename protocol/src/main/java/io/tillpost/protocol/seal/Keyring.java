package io.tillpost.protocol.seal;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;

/// The data keys of one store, opened. Immutable.
public final class Keyring {
    private final SortedMap<Integer, DataKey> keys;

    private Keyring(SortedMap<Integer, DataKey> keys) {
        this.keys = keys;
    }

    /// A ring of these keys.
    public static Keyring of(Collection<DataKey> keys) {
        var sorted = new TreeMap<Integer, DataKey>();
        keys.forEach(key -> sorted.put(key.number(), key));
        return new Keyring(sorted);
    }

    /// Opens all data keys that lie in a store. Each may lie there under several master keys; this one has to open every
    /// one of them, else it is the wrong one: throws [WrongMasterKeyException]. Throws [SealBrokenException] when a key
    /// was changed.
    public static Keyring open(Collection<WrappedKey> wrapped, MasterKey master) {
        var opened = new TreeMap<Integer, DataKey>();
        Set<Integer> all = new TreeSet<>();
        for (WrappedKey one : wrapped) {
            all.add(one.number());
            if (one.master().equals(master.fingerprint())) {
                opened.put(one.number(), master.unwrap(one));
            }
        }
        if (!opened.keySet().equals(all)) {
            throw new WrongMasterKeyException(why(wrapped, all, opened.keySet(), master));
        }
        return new Keyring(opened);
    }

    private static String why(Collection<WrappedKey> wrapped, Set<Integer> all, Set<Integer> opened,
            MasterKey master) {
        if (opened.isEmpty()) {
            return "the data is under master key " + String.join(" or ", wholeMasters(wrapped, all))
                    + ", but the one that is configured is " + master.fingerprint();
        }
        Set<Integer> missing = new TreeSet<>(all);
        missing.removeAll(opened);
        return "data keys " + missing + " are not under master key " + master.fingerprint()
                + ", which is configured; all are under " + String.join(" or ", wholeMasters(wrapped, all));
    }

    /// Fingerprints of the master keys that open every key.
    public static Set<String> wholeMasters(Collection<WrappedKey> wrapped) {
        return wholeMasters(wrapped, wrapped.stream().map(WrappedKey::number).collect(Collectors.toSet()));
    }

    private static Set<String> wholeMasters(Collection<WrappedKey> wrapped, Set<Integer> all) {
        Map<String, Set<Integer>> byMaster = wrapped.stream()
                .collect(Collectors.groupingBy(WrappedKey::master, TreeMap::new,
                        Collectors.mapping(WrappedKey::number, Collectors.toSet())));
        return byMaster.entrySet()
                .stream()
                .filter(entry -> entry.getValue().equals(all))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Fingerprints of the master keys that somebody has to bring: those that open every key, or, where there are none, all
    /// that open any. Empty if nothing is there.
    public static Set<String> wanted(Collection<WrappedKey> wrapped) {
        Set<String> whole = wholeMasters(wrapped);
        return whole.isEmpty()
                ? wrapped.stream().map(WrappedKey::master).collect(Collectors.toCollection(TreeSet::new))
                : whole;
    }

    /// This ring and one key more.
    public Keyring with(DataKey key) {
        var more = new TreeMap<>(keys);
        more.put(key.number(), key);
        return new Keyring(more);
    }

    /// This ring without the keys for which there is no use any more.
    public Keyring without(Collection<Integer> numbers) {
        var fewer = new TreeMap<>(keys);
        numbers.forEach(fewer::remove);
        return new Keyring(fewer);
    }

    /// Numbers, lowest first.
    public List<Integer> numbers() {
        return List.copyOf(keys.keySet());
    }

    /// The newest key's number.
    public int newest() {
        return keys.lastKey();
    }

    /// The key with this number, which has to be there.
    public DataKey key(int number) {
        DataKey key = keys.get(number);
        if (key == null) {
            throw new IllegalArgumentException("data key " + number + " is not among " + keys.keySet());
        }
        return key;
    }

    /// Opens with all of them and seals with `current`, in [SealSuite#AES_256_GCM].
    public KeyedVault vault(int current, SecureRandom random) {
        return vault(current, SealSuite.AES_256_GCM, random);
    }

    /// Opens with all of them and seals with `current`, so.
    public KeyedVault vault(int current, SealSuite sealing, SecureRandom random) {
        Map<Integer, SecretKey> secrets = keys.values()
                .stream()
                .collect(Collectors.toMap(DataKey::number, DataKey::secret));
        return new KeyedVault(secrets, current, sealing, random);
    }

    /// All of them under that master key.
    public List<WrappedKey> wrapped(MasterKey master, SecureRandom random) {
        var all = new ArrayList<WrappedKey>();
        keys.values().forEach(key -> all.add(master.wrap(key, random)));
        return all;
    }

    /// The numbers alone.
    @Override
    public String toString() {
        return "data keys " + keys.keySet();
    }
}
