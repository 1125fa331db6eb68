package io.tillpost.edge.journal;

import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Names;
import java.time.ZoneId;

/// Whose journal this is: what every envelope says beside till, actor and time. Tenant and store are part of the
/// journal's genesis, so a journal can never be carried on by another store.
///
/// @param mode of all its events: a training journal takes no live event, and the reverse
public record Origin(String tenant, String legalEntity, String store, String agent, ZoneId zone,
        String softwareVersion, Mode mode) {
    public Origin {
        Names.check("tenant", tenant);
        Names.check("legal entity", legalEntity);
        Names.check("store", store);
        Names.check("agent", agent);
    }

    /// Of a journal that counts.
    public Origin(String tenant, String legalEntity, String store, String agent, ZoneId zone,
            String softwareVersion) {
        this(tenant, legalEntity, store, agent, zone, softwareVersion, Mode.LIVE);
    }
}
