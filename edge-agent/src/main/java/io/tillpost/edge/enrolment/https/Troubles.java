package io.tillpost.edge.enrolment.https;

import io.tillpost.edge.enrolment.Desk.Trouble;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/// What a failure of the line means to people.
final class Troubles {
    private Troubles() {}

    static Trouble of(Throwable failure) {
        Trouble found = Trouble.NO_ROUTE;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOfTime(cause)) {
                return Trouble.CLOCK;
            }
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                found = Trouble.NOT_TRUSTED;
            }
        }
        return found;
    }

    static String words(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String kind = innermost.getClass().getSimpleName();
        return innermost.getMessage() == null ? kind : kind + ": " + innermost.getMessage();
    }

    private static boolean isOfTime(Throwable cause) {
        return cause instanceof CertificateNotYetValidException
                || cause instanceof CertificateExpiredException
                || (cause instanceof CertPathValidatorException path
                        && (path.getReason() == BasicReason.NOT_YET_VALID
                                || path.getReason() == BasicReason.EXPIRED));
    }
}
