package io.tillpost.central.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The public keys that a client's assertions are verified with: P-256 for ES256, RSA of 2048 to 4096 bits for PS256 and
/// RS256. The kind of key decides about the algorithm, never the token (RFC 8725, 3.1).
public final class ClientKeys {
    private static final int MOST_KEYS = 5;
    private static final int MOST_CHARS = 16 * 1024;
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 4096;
    /// The least exponent, and what the weak generator took powers of.
    private static final BigInteger GENERATOR = BigInteger.valueOf(65_537);
    private static final int LAST_SMALL_PRIME = 167;

    private final List<JWK> keys;

    private ClientKeys(List<JWK> keys) {
        this.keys = List.copyOf(keys);
    }

    /// Reads a JWK set (RFC 7517, 5) of 1 to 5 public keys.
    ///
    /// @throws IllegalArgumentException naming what is wrong; never with a part of a key
    public static ClientKeys parse(String json) {
        if (json.length() > MOST_CHARS) {
            throw new IllegalArgumentException("keys are longer than " + MOST_CHARS + " characters");
        }
        List<JWK> keys;
        try {
            keys = JWKSet.parse(json).getKeys();
        } catch (ParseException | RuntimeException _) {
            // Where a key is null the library throws what it happens to throw.
            throw new IllegalArgumentException(
                    "keys are not a JWK set like {\"keys\":[{\"kty\":\"EC\",...}]}");
        }
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException(keys.size() + " keys, expected 1 to " + MOST_KEYS);
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            check(i, keys.get(i));
            if (keys.get(i).getKeyID() != null && !ids.add(keys.get(i).getKeyID())) {
                throw new IllegalArgumentException("two keys have the same kid");
            }
        }
        return new ClientKeys(keys);
    }

    private static void check(int index, JWK key) {
        String name = "key " + (index + 1);
        if (key.isPrivate()) {
            throw new IllegalArgumentException(
                    name + " has its private part, which is no secret any more: make a new one");
        }
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
            throw new IllegalArgumentException(name + " has a use other than sig");
        }
        if (key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY)) {
            throw new IllegalArgumentException(name + " has key_ops without verify");
        }
        Set<JWSAlgorithm> algorithms = algorithms(key);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " is neither EC on P-256 nor a strong RSA key of 2048 to 4096 bits with an exponent from 65537");
        }
        if (key.getAlgorithm() != null && !algorithms.contains(key.getAlgorithm())) {
            throw new IllegalArgumentException(
                    name + " names the algorithm " + key.getAlgorithm() + ", expected one of " + algorithms);
        }
    }

    private static Set<JWSAlgorithm> algorithms(JWK key) {
        return switch (key) {
            case ECKey ec when Curve.P_256.equals(ec.getCurve()) -> Set.of(JWSAlgorithm.ES256);
            case RSAKey rsa when isStrong(rsa) -> Set.of(JWSAlgorithm.PS256, JWSAlgorithm.RS256);
            default -> Set.of();
        };
    }

    private static boolean isStrong(RSAKey key) {
        BigInteger modulus = key.getModulus().decodeToBigInteger();
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        return modulus.bitLength() >= LEAST_RSA_BITS && modulus.bitLength() <= MOST_RSA_BITS
                && exponent.compareTo(GENERATOR) >= 0 && exponent.bitLength() <= Long.SIZE
                && exponent.testBit(0) && !isOfTheWeakGenerator(modulus);
    }

    /// Whether a chip made the key whose primes are powers of 65537 modulo many small primes (CVE-2017-15361): then the
    /// modulus is one, too. One in 2^27 of all other keys looks the same.
    private static boolean isOfTheWeakGenerator(BigInteger modulus) {
        for (int prime = 3; prime <= LAST_SMALL_PRIME; prime += 2) {
            BigInteger small = BigInteger.valueOf(prime);
            if (small.isProbablePrime(20) && !isPowerOfGenerator(modulus.mod(small), small)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPowerOfGenerator(BigInteger rest, BigInteger prime) {
        BigInteger power = BigInteger.ONE;
        do {
            if (power.equals(rest)) {
                return true;
            }
            power = power.multiply(GENERATOR).mod(prime);
        } while (!power.equals(BigInteger.ONE));
        return false;
    }

    /// Those that may have signed a token with this header: of the right kind, and of its `kid` if it names one.
    List<JWK> candidates(JWSAlgorithm algorithm, @Nullable String keyId) {
        return keys.stream()
                .filter(key -> algorithms(key).contains(algorithm))
                .filter(key -> key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                .filter(key -> keyId == null || Objects.equals(key.getKeyID(), keyId))
                .toList();
    }

    /// As a JWK set, without private parts.
    public String toJson() {
        return new JWKSet(keys).toPublicJWKSet().toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientKeys that && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    @Override
    public String toString() {
        return "ClientKeys[" + keys.size() + "]";
    }
}
