package io.tillpost.central.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An enrolled box gets a token with the key that was born on it.
class DeviceLoginTest {
    private IdentityWorld world;
    private IdentityWorld.Node node;
    private ECKey key;
    private Hash keyId;
    private boolean revoked;

    @BeforeEach
    void enrol() throws Exception {
        world = new IdentityWorld();
        key = new ECKeyGenerator(Curve.P_256).generate();
        keyId = Sha256.of(key.toECPublicKey().getEncoded());
        var enrolled = new DeviceKeys.DeviceKey("acme", "berlin", key.toECPublicKey());
        world.devices = (_, agent, id) -> !revoked && agent.equals("till-7") && id.equals(keyId)
                ? Optional.of(enrolled)
                : Optional.empty();
        node = world.node();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private LoginVerdict login(String agent, ECKey by) throws Exception {
        return node.logins.judge(new Credentials.Assertion(null, assertion(agent, by)));
    }

    private String assertion(String agent, ECKey by) throws Exception {
        var now = world.time.instant();
        var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId.toString()).build(),
                new JWTClaimsSet.Builder().issuer(agent)
                        .subject(agent)
                        .audience(IdentityWorld.ISSUER)
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        jwt.sign(new ECDSASigner(by));
        return jwt.serialize();
    }

    @Test
    void anAssertionThatOneNodeTookIsRefusedByAnotherAndForgottenWhenItHasExpired() throws Exception {
        var used = new Credentials.Assertion(null, assertion("till-7", key));
        assertInstanceOf(LoginVerdict.Proved.class, node.logins.judge(used));
        assertEquals(new LoginVerdict.Refused("assertion was used before (jti)"),
                world.node().logins.judge(used));
        world.time.pass(Duration.ofMinutes(2));
        assertEquals(new LoginVerdict.Refused("assertion has expired"), node.logins.judge(used));
        assertInstanceOf(LoginVerdict.Proved.class, login("till-7", key));
        assertEquals("1", world.database.value("select count(*) from used_proof"));
    }

    @Test
    void itsTokenReadsTheCatalogueOfItsStoreAndItsJournalsAndNothingElse() throws Exception {
        var proved = assertInstanceOf(LoginVerdict.Proved.class, login("till-7", key));
        assertEquals(Set.of("catalog:read", "configuration:read", "journal:read"),
                proved.principal().scopes());
        assertEquals(Set.of("berlin"), proved.principal().stores());
        String token = node.tokens.issue(proved.principal(), Set.of("catalog:read"), Set.of("berlin"),
                Confirmation.NONE);
        var valid = assertInstanceOf(TokenVerdict.Valid.class, node.check.judge(token));
        assertEquals(keyId, valid.deviceKey());
        assertTrue(node.live.find(valid).isPresent());
    }

    @Test
    void aRevokedBoxIsRefusedWithItsTokenWithin5Seconds() throws Exception {
        var proved = assertInstanceOf(LoginVerdict.Proved.class, login("till-7", key));
        var valid = assertInstanceOf(TokenVerdict.Valid.class, node.check.judge(node.tokens
                .issue(proved.principal(), Set.of("catalog:read"), Set.of("berlin"), Confirmation.NONE)));
        assertTrue(node.live.find(valid).isPresent());
        revoked = true;
        world.time.pass(Duration.ofSeconds(5));
        assertTrue(node.live.find(valid).isEmpty());
        assertInstanceOf(LoginVerdict.Refused.class, login("till-7", key));
    }

    @Test
    void anotherNameOrAnotherKeyIsRefused() throws Exception {
        assertInstanceOf(LoginVerdict.Refused.class, login("till-8", key));
        assertInstanceOf(LoginVerdict.Refused.class,
                login("till-7", new ECKeyGenerator(Curve.P_256).generate()));
    }

    @Test
    void aBoxAndAClientOfTheSameNameAreTwo() throws Exception {
        var client = world.client("till-7");
        var proved = assertInstanceOf(LoginVerdict.Proved.class, login("till-7", key));
        String token = node.tokens.issue(client, client.scopes(), null, Confirmation.NONE);
        node.revocation.revoke(proved.principal(), token);
        world.time.pass(Duration.ofSeconds(5));
        var valid = assertInstanceOf(TokenVerdict.Valid.class, node.check.judge(token));
        assertEquals(client.scopes(), node.live.find(valid).orElseThrow().scopes());
    }
}
