package io.tillpost.edge.journal;

import io.tillpost.protocol.event.Names;
import java.time.ZoneId;

/// Whose journal this is: what every envelope says beside till, actor and time. Tenant and store are part of the
/// journal's genesis, so a journal can never be carried on by another store.
public record Origin(String tenant, String legalEntity, String store, String agent, ZoneId zone,
        String softwareVersion) {
    public Origin {
        Names.check("tenant", tenant);
        Names.check("legal entity", legalEntity);
        Names.check("store", store);
        Names.check("agent", agent);
    }
}
