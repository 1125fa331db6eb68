package io.tillpost.central.store;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which acquirer a merchant id of one tenant belongs to, as loaded for some of them.
public record CardContracts(List<Term> terms) {
    /// Who settles what nobody has a contract for.
    public static final String UNKNOWN_ACQUIRER = "unknown";

    public CardContracts {
        terms = List.copyOf(terms);
    }

    /// A merchant id belongs to an acquirer from a date on, until a later term of the same merchant id begins.
    public record Term(String merchantId, LocalDate validFrom, String acquirer, String legalEntity) {
        private Party party() {
            return new Party(acquirer, legalEntity);
        }
    }

    private record Party(String acquirer, String legalEntity) {}

    /// The acquirer on `date`, if there is a contract.
    public Optional<String> acquirer(String merchantId, LocalDate date) {
        return inForce(merchantId, date).map(Term::acquirer);
    }

    /// Whether the merchant id belongs to the same acquirer and legal entity by both, whatever the date.
    public boolean agreesOn(String merchantId, CardContracts other) {
        return Stream.concat(terms.stream(), other.terms.stream())
                .filter(term -> term.merchantId().equals(merchantId))
                .map(Term::validFrom)
                .allMatch(date -> inForce(merchantId, date).map(Term::party)
                        .equals(other.inForce(merchantId, date).map(Term::party)));
    }

    private Optional<Term> inForce(String merchantId, LocalDate date) {
        return terms.stream()
                .filter(term -> term.merchantId().equals(merchantId) && !term.validFrom().isAfter(date))
                .max(Comparator.comparing(Term::validFrom));
    }
}
