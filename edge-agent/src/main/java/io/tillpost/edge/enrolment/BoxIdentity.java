package io.tillpost.edge.enrolment;

import io.tillpost.protocol.enrol.EnrolmentReply;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an enrolled box has: its key, and what head office said of it.
///
/// @param chain the box's own certificate first, head office's authority last
/// @param former authorities that head office had before, by which its servers may still prove themselves
/// @param url of head office; absent where the box was enrolled by files and told none
public record BoxIdentity(DeviceKey key, EnrolmentReply reply, List<X509Certificate> chain,
        List<X509Certificate> former, @Nullable URI url) {
    public BoxIdentity {
        chain = List.copyOf(chain);
        former = List.copyOf(former);
    }

    /// The box's own.
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// Head office's present one.
    public X509Certificate authority() {
        return chain.getLast();
    }

    /// Whom the box trusts for everything of head office: its authority, and those before it.
    public List<X509Certificate> trusted() {
        var all = new ArrayList<>(former);
        all.add(authority());
        return List.copyOf(all);
    }

    /// What is shown in TLS: all but the authority, which the other side has.
    public List<X509Certificate> shown() {
        return chain.subList(0, chain.size() - 1);
    }

    /// Whose box it is.
    public BoxPlace place() {
        return BoxPlace.of(reply);
    }

    /// The certificate's number, in hex.
    public String serial() {
        return certificate().getSerialNumber().toString(16);
    }

    /// Until when the certificate counts.
    public Instant validUntil() {
        return certificate().getNotAfter().toInstant();
    }

    /// Names alone.
    @Override
    public String toString() {
        return "BoxIdentity[" + reply.agent() + ", certificate " + serial() + "]";
    }
}
