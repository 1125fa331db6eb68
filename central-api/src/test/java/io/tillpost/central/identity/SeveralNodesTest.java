package io.tillpost.central.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What one node does takes effect on all others in the time that is promised.
class SeveralNodesTest {
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private IdentityWorld world;
    private IdentityWorld.Node one;
    private IdentityWorld.Node other;

    @BeforeEach
    void start() {
        world = new IdentityWorld();
        one = world.node();
        other = world.node();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private String token(Principal client) {
        return one.tokens.issue(client, client.scopes(), null, Confirmation.NONE);
    }

    private static String keyOf(String token) throws Exception {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    private static List<String> published(IdentityWorld.Node node) throws Exception {
        return JWKSet.parse(node.ring.publicKeysJson()).getKeys().stream().map(key -> key.getKeyID())
                .toList();
    }

    @Test
    void aRevokedTokenIsRefusedEverywhereWithin5SecondsThoughItIsRemembered() {
        var client = world.client("erp");
        String token = token(client);
        assertInstanceOf(TokenVerdict.Valid.class, one.check.judge(token));
        assertInstanceOf(TokenVerdict.Valid.class, other.check.judge(token));
        one.revocation.revoke(client, token);
        world.time.pass(PROMISED);
        assertEquals(new TokenVerdict.Refused("token was revoked"), one.check.judge(token));
        assertEquals(new TokenVerdict.Refused("token was revoked"), other.check.judge(token));
        assertEquals(new TokenVerdict.Refused("token was revoked"), world.node().check.judge(token));
    }

    @Test
    void nobodyRevokesTheTokenOfAnother() {
        String token = token(world.client("erp"));
        other.revocation.revoke(world.client("rival"), token);
        one.revocation.revoke(world.client("dunce"), "no token at all");
        world.time.pass(PROMISED);
        assertInstanceOf(TokenVerdict.Valid.class, one.check.judge(token));
    }

    @Test
    void whatWasRevokedIsForgottenWhenItHasExpired() {
        var client = world.client("erp");
        one.revocation.revoke(client, token(client));
        world.time.pass(Duration.ofMinutes(11));
        one.revocation.revoke(client, token(client));
        assertEquals("1", world.database.value("select count(*) from revoked_token"));
    }

    @Test
    void aDisabledClientIsRefusedEverywhereWithin5SecondsAndAllowedAgain() {
        var client = world.client("erp");
        var valid = assertInstanceOf(TokenVerdict.Valid.class, other.check.judge(token(client)));
        assertTrue(other.live.find(valid).isPresent());
        world.database.database()
                .inTransaction(
                        transaction -> world.clients.disable(transaction, "erp", world.time.instant()));
        world.time.pass(PROMISED);
        assertTrue(other.live.find(valid).isEmpty());
        world.database.database().inTransaction(transaction -> world.clients.enable(transaction, "erp"));
        world.time.pass(PROMISED);
        assertTrue(other.live.find(valid).isPresent());
    }

    @Test
    void theNextKeyIsPublishedLongerThanCachesLiveBeforeItSigns() throws Exception {
        var client = world.client("erp");
        String old = keyOf(token(client));
        String next = world.database.database().inTransaction(world.rotation()::announce).id();
        world.time.pass(KeyRing.LOOK_EVERY);
        assertEquals(List.of(next, old), published(one));
        assertEquals(List.of(next, old), published(other));
        world.time.pass(KeyRotation.ANNOUNCED_FOR.minus(KeyRing.LOOK_EVERY).minusSeconds(1));
        assertTrue(KeyRotation.ANNOUNCED_FOR.minus(KeyRing.LOOK_EVERY)
                .compareTo(KeyRotation.JWKS_CACHE_AGE) > 0);
        assertEquals(old, keyOf(token(client)));
        world.time.pass(Duration.ofSeconds(1));
        assertEquals(next, keyOf(token(client)));
    }

    @Test
    void theOldKeyVerifiesUntilItsLastTokenHasExpiredAndNoLonger() throws Exception {
        var client = world.client("erp");
        world.database.database().inTransaction(world.rotation()::announce);
        world.time.pass(KeyRotation.ANNOUNCED_FOR.minusSeconds(1));
        String last = token(client);
        String oldKey = keyOf(last);
        world.time.pass(Duration.ofMinutes(10).minusSeconds(1));
        assertInstanceOf(TokenVerdict.Valid.class, other.check.judge(last));
        assertTrue(published(other).contains(oldKey));
        world.time.pass(Duration.ofSeconds(30));
        assertInstanceOf(TokenVerdict.Refused.class, other.check.judge(last));
        assertFalse(published(other).contains(oldKey));
        world.database.database().inTransaction(world.rotation()::announce);
        assertEquals("0", world.database.value("select count(*) from signing_key where key_id = '" + oldKey
                + "'"), "its private part is destroyed");
    }

    @Test
    void anotherRotationWhileOneIsAnnouncedChangesNothing() {
        var first = world.database.database().inTransaction(world.rotation()::announce);
        var second = world.database.database().inTransaction(world.rotation()::announce);
        assertEquals(first.id(), second.id());
        assertEquals("2", world.database.value("select count(*) from signing_key"));
    }

    @Test
    void aKeyThatWasAnnouncedWhileTheClockWasAheadStandsInNobodysWay() throws Exception {
        var client = world.client("erp");
        String first = keyOf(token(client));
        Duration ahead = Duration.ofDays(3650);
        world.time.pass(ahead);
        String parked = world.database.database().inTransaction(world.rotation()::announce).id();
        world.time.pass(ahead.negated());

        String next = world.database.database().inTransaction(world.rotation()::announce).id();
        assertNotEquals(parked, next);
        assertEquals(next, world.database.database().inTransaction(world.rotation()::announce).id());
        world.time.pass(KeyRotation.ANNOUNCED_FOR.minusSeconds(1));
        assertEquals(first, keyOf(token(client)));
        world.time.pass(Duration.ofSeconds(1));
        assertEquals(next, keyOf(token(client)));
        world.time.pass(IdentityWorld.KEY_LIFE);
        String later = keyOf(token(client));
        world.time.pass(KeyRotation.ANNOUNCED_FOR);
        assertEquals(List.of(next, true), List.of(later, !keyOf(token(client)).equals(next)));
    }

    @Test
    void aFirstKeyOfATimeWhenTheClockWasAheadIsReplacedOnceItGoesRight() throws Exception {
        world.database.execute("delete from signing_key");
        world.time.pass(Duration.ofDays(3650));
        var ahead = world.node();
        world.time.pass(Duration.ofDays(-3650));
        var client = world.client("erp");
        String parked = keyOf(ahead.tokens.issue(client, client.scopes(), null, Confirmation.NONE));

        var right = world.node();
        String token = right.tokens.issue(client, client.scopes(), null, Confirmation.NONE);
        assertNotEquals(parked, keyOf(token));
        world.time.pass(KeyRing.LOOK_EVERY);
        assertInstanceOf(TokenVerdict.Valid.class, other.check.judge(token));
    }

    @Test
    void aKeyThatIsOldEnoughGetsASuccessorByItself() throws Exception {
        var client = world.client("erp");
        String first = keyOf(token(client));
        world.time.pass(IdentityWorld.KEY_LIFE.minus(KeyRotation.ANNOUNCED_FOR));
        assertEquals(first, keyOf(token(client)));
        assertEquals(2, published(one).size());
        assertEquals(2, published(other).size(), "both nodes agree on one successor");
        world.time.pass(KeyRotation.ANNOUNCED_FOR);
        assertNotEquals(first, keyOf(token(client)));
    }

    @Test
    void madeUpKeyIdsDoNotKeepAKeyFromItsSuccessor() throws Exception {
        world.time.pass(IdentityWorld.KEY_LIFE.minus(KeyRotation.ANNOUNCED_FOR).minusSeconds(1));
        assertEquals(1, published(one).size());
        for (int i = 0; i < 20; i++) {
            world.time.pass(PROMISED);
            assertTrue(one.ring.verificationKey("made-up-" + i).isEmpty());
        }
        assertEquals("2", world.database.value("select count(*) from signing_key"));
    }

    @Test
    void aNodeVerifiesWhatAnotherSignedWithAKeyThatItHasNotSeen() {
        world.database.execute("delete from signing_key");
        world.time.pass(Duration.ofMinutes(2));
        var client = world.client("erp");
        String token = world.node().tokens.issue(client, Set.of("ledger:read"), null, Confirmation.NONE);
        assertInstanceOf(TokenVerdict.Valid.class, other.check.judge(token));
    }

    @Test
    void privatePartsAreSealedAlsoThoseOfEarlierVersions() {
        assertEquals("0",
                world.database.value("select count(*) from signing_key where private_jwk is not null"));
        var key = world.database.database().inTransaction(world.signingKeys::all).getFirst();
        world.database.execute("update signing_key set sealed_jwk = null, private_jwk = '"
                + key.key().toJSONString() + "'");
        world.node();
        assertEquals("0",
                world.database.value("select count(*) from signing_key where private_jwk is not null"));
        assertEquals(key.id(),
                world.database.database().inTransaction(world.signingKeys::all).getFirst().id());
        assertFalse(key.toString().contains(key.key().getD().toString()));
    }
}
