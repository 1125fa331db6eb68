package io.tillpost.central.store;

import io.tillpost.protocol.event.Names;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A store. Its name is unique in the whole installation, because topics carry it alone.
///
/// @param title what people call it
/// @param currency the one its prices and its entries are in
/// @param agents names of the agents that may speak for it, each for one store only and named once
/// @param cardContracts none twice, and none that gives a merchant id two acquirers from one date
public record Store(String tenant, String store, String legalEntity, String title, ZoneId zone,
        Currency currency, List<String> agents, List<CardContract> cardContracts) {
    public Store {
        agents = List.copyOf(agents);
        cardContracts = List.copyOf(cardContracts);
        Names.check("tenant", tenant);
        Names.check("store", store);
        Names.check("legal entity", legalEntity);
        agents.forEach(agent -> Names.check("agent", agent));
        if (new HashSet<>(agents).size() < agents.size()) {
            throw new IllegalArgumentException("an agent is named twice, expected each once");
        }
        checkAgree(cardContracts);
    }

    /// Whether another says the same of the store; agents and contracts have no order.
    public boolean saysTheSameAs(Store other) {
        return withoutLists().equals(other.withoutLists())
                && Set.copyOf(agents).equals(Set.copyOf(other.agents))
                && Set.copyOf(cardContracts).equals(Set.copyOf(other.cardContracts));
    }

    private Store withoutLists() {
        return new Store(tenant, store, legalEntity, title, zone, currency, List.of(), List.of());
    }

    private static void checkAgree(List<CardContract> contracts) {
        record Term(String merchantId, LocalDate validFrom) {}
        record Terminal(Term term, String terminalId) {}
        var acquirers = new HashMap<Term, String>();
        var terminals = new HashSet<Terminal>();
        for (CardContract contract : contracts) {
            var term = new Term(contract.merchantId(), contract.validFrom());
            String other = acquirers.putIfAbsent(term, contract.acquirer());
            if (other != null && !other.equals(contract.acquirer())) {
                throw new IllegalArgumentException("merchant id '" + term.merchantId + "' has the acquirers '"
                        + other + "' and '" + contract.acquirer() + "' from " + term.validFrom
                        + ", expected one on each date");
            }
            if (!terminals.add(new Terminal(term, contract.terminalId()))) {
                throw new IllegalArgumentException("terminal id '" + contract.terminalId()
                        + "' has merchant id '" + term.merchantId + "' twice from " + term.validFrom
                        + ", expected one contract with all its kinds of card");
            }
        }
    }
}
