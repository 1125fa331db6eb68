package io.tillpost.protocol.event;

/// Where an event happened. Store names are unique in the whole installation, because topics carry them alone; all
/// other keys start with the tenant.
public record Place(String tenant, String legalEntity, String store, String till, String agent) {
    public Place {
        Names.check("tenant", tenant);
        Names.check("legal entity", legalEntity);
        Names.check("store", store);
        Names.check("till", till);
        Names.check("agent", agent);
    }
}
