package io.tillpost.central.enrolment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationListsTest {
    private final EnrolmentWorld world = new EnrolmentWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aListThatAnotherNodeMakesMeanwhileIsTheOneThatCounts() {
        world.store("acme", "berlin");
        world.enrolled(new TestBox(), "acme", "berlin", "box-1");
        var before = world.lists.current();
        world.revoke("acme", "box-1", RevocationReason.SUPERSEDED);
        var made = new AtomicReference<byte[]>(before);
        byte[] seen = whenAuthoritiesAreRead(() -> made.set(world.lists.current())).current();
        assertArrayEquals(made.get(), seen);
    }

    @Test
    void aListOfATimeWhenTheClockWasAheadIsMadeAnewOnceItGoesRight() throws Exception {
        Instant now = world.clock.instant();
        world.clock.turn(Duration.ofDays(3650));
        world.lists.current();
        world.clock.turn(Duration.ofDays(-3650));
        X509CRL crl = crl(world.lists.current());
        assertTrue(crl.getThisUpdate().toInstant().isBefore(now));
        assertTrue(crl.getNextUpdate().toInstant().isAfter(now));
        assertArrayEquals(crl.getEncoded(), world.lists.current(), "it is made anew once");
    }

    @Test
    void nodesWhoseClocksDifferByMinutesGiveOutOneList() {
        byte[] made = world.lists.current();
        world.clock.turn(RevocationLists.CLOCKS_DIFFER_AT_MOST.negated());
        assertArrayEquals(made, world.lists.current());
    }

    private static X509CRL crl(byte[] der) throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    /// Lists of another node, which has read its authorities when this happens.
    private RevocationLists whenAuthoritiesAreRead(Runnable meanwhile) {
        var authorities = (Authorities) Proxy.newProxyInstance(Authorities.class.getClassLoader(),
                new Class<?>[]{Authorities.class}, (_, method, arguments) -> {
                    if (method.getName().equals("hasUnlisted")) {
                        CompletableFuture.runAsync(meanwhile).join();
                    }
                    try {
                        return method.invoke(world.authorities, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new RevocationLists(world.database, authorities, world.keeper, world.clock, world.random);
    }
}
