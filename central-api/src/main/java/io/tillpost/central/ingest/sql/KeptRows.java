package io.tillpost.central.ingest.sql;

import io.tillpost.central.ingest.ChainedRow;
import io.tillpost.central.ingest.sql.Sealed.Content;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.seal.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;

/// Rows of journals as they came. A row whose id belonged to another event with another body has its bytes, type and
/// version where it was set aside.
final class KeptRows {
    /// Everything that [#read] reads; `p` is the place in the journal.
    static final String SELECT = """
            select p.seq, p.event, p.hash, coalesce(q.type, c.type) as type,
                coalesce(q.version, c.version) as version, c.metadata, c.body, c.body_key,
                q.metadata as own_metadata, q.body as own_body, q.body_key as own_key
              from journal_position p
              join event_content c on c.tenant = p.tenant and c.event = p.event
              left join quarantine q on q.tenant = p.tenant and q.journal = p.journal and q.seq = p.seq
             where p.tenant = ? and p.journal = ? and\s""";

    /// The last row of which those up to it have no more bytes than that, counted where they lie: nothing is read for it. The
    /// first one always is within.
    static final String LAST_WITHIN = """
            select coalesce(max(seq) filter (where bytes <= ?), min(seq)) from (
                select p.seq, sum(case when q.body is null
                        then coalesce(octet_length(c.metadata), 0) + octet_length(c.body)
                        else coalesce(octet_length(q.metadata), 0) + octet_length(q.body) end)
                    over (order by p.seq) as bytes
                  from journal_position p
                  join event_content c on c.tenant = p.tenant and c.event = p.event
                  left join quarantine q on q.tenant = p.tenant and q.journal = p.journal and q.seq = p.seq
                 where p.tenant = ? and p.journal = ? and p.seq > ? and p.seq <= ?) sized""";

    private final Vault vault;

    KeptRows(Vault vault) {
        this.vault = vault;
    }

    ChainedRow read(ResultSet row, String tenant, UUID journal) throws SQLException {
        long seq = row.getLong("seq");
        UUID event = row.getObject("event", UUID.class);
        Content content = row.getBytes("own_body") == null
                ? content(row, "metadata", "body", "body_key", Sealed.ofEvent(tenant, event))
                : content(row, "own_metadata", "own_body", "own_key",
                        Sealed.ofQuarantine(tenant, journal, seq));
        return new ChainedRow(new JournalRow(seq, event, row.getString("type"), row.getInt("version"),
                content.metadata(), content.body()), Hash.of(row.getBytes("hash")));
    }

    private Content content(ResultSet row, String metadata, String body, String key, byte[] place)
            throws SQLException {
        return row.getObject(key) == null
                ? new Content(Objects.requireNonNullElse(row.getBytes(metadata), new byte[0]),
                        row.getBytes(body))
                : Sealed.open(vault, row.getBytes(body), place);
    }
}
