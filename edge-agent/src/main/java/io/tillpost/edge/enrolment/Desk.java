package io.tillpost.edge.enrolment;

import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where head office takes requests for certificates. Every call waits for its answer, half a minute at most.
public interface Desk {
    /// Asks for the first certificate.
    Answer enrol(EnrolmentRequest request);

    /// Asks for the next one.
    Answer renew(RenewalRequest request);

    /// What came of asking.
    sealed interface Answer {
        /// Head office gave a certificate; nothing of the reply is checked yet.
        ///
        /// @param at head office's clock, not believed yet
        record Granted(EnrolmentReply reply, @Nullable HeardTime at) implements Answer {}

        /// Head office answered, and gave none.
        ///
        /// @param code stable, e.g. `enrolment-code-not-taken`
        /// @param at head office's clock, not believed yet
        record Refused(int status, String code, String detail, @Nullable HeardTime at) implements Answer {}

        /// No answer of head office's.
        record Failed(Trouble trouble, String detail) implements Answer {}
    }

    /// Why there was no answer.
    enum Trouble {
        /// Nobody there, or the line broke.
        NO_ROUTE,
        /// Whoever is there does not prove to be head office.
        NOT_TRUSTED,
        /// The certificate of whoever is there does not count at this box's time.
        CLOCK,
        /// What came is no answer.
        UNREADABLE
    }

    /// Finds desks.
    interface Directory {
        /// The one at this URL, whose certificate has to go back to one of `trusted`.
        Desk at(URI url, List<X509Certificate> trusted);

        /// What that server says is head office's authority: to be believed by nobody before it is compared.
        Authority authority(URI url);
    }

    /// Who somebody says is head office's authority.
    sealed interface Authority {
        /// That one.
        record Claimed(byte[] certificate) implements Authority {
            public Claimed {
                certificate = certificate.clone();
            }

            @Override
            public byte[] certificate() {
                return certificate.clone();
            }
        }

        /// No answer, or another one.
        record None(Trouble trouble, String detail) implements Authority {}
    }
}
