package io.tillpost.central.store;

import io.tillpost.protocol.event.Names;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/// A store. Its name is unique in the whole installation, because topics carry it alone.
///
/// @param title what people call it
/// @param currency the one its prices and its entries are in
/// @param agents names of the agents that may speak for it, each for one store only
public record Store(String tenant, String store, String legalEntity, String title, ZoneId zone,
        Currency currency, List<String> agents, List<CardContract> cardContracts) {
    public Store {
        agents = List.copyOf(agents);
        cardContracts = List.copyOf(cardContracts);
        Names.check("tenant", tenant);
        Names.check("store", store);
        Names.check("legal entity", legalEntity);
        agents.forEach(agent -> Names.check("agent", agent));
    }
}
