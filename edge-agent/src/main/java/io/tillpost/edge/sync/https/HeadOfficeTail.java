package io.tillpost.edge.sync.https;

import io.tillpost.edge.catalog.https.HeadOffice;
import io.tillpost.edge.catalog.https.HeadOfficeSettings;
import io.tillpost.edge.https.Reply;
import io.tillpost.edge.sync.TailSource;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.MalformedBatchException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// [TailSource] over `GET /v1/stores/{store}/journals` and `…/rows`. Used by one thread; [#close] by any.
public final class HeadOfficeTail implements TailSource, AutoCloseable {
    private static final String SCOPE = "journal:read";
    private static final String PAGE = "?limit=200";
    private static final long LARGEST_BYTES = BatchCodec.MAX_PLAIN_BYTES;
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final HeadOffice headOffice;
    private final String journals;
    private final String agent;

    /// @param agent whose journals; others of the store are not looked at
    /// @param nanos monotonic time
    public HeadOfficeTail(HeadOfficeSettings settings, String agent, LongSupplier nanos) {
        this.headOffice = new HeadOffice(settings, nanos, SCOPE);
        this.journals = "/v1/stores/" + settings.store() + "/journals";
        this.agent = agent;
    }

    /// One page of the list.
    record Journals(List<OfList> items, @Nullable String nextCursor) {}

    record OfList(Lane lane, UUID journal, long epoch, String agent, Head head, @Nullable Parent parent,
            boolean fenced) {}

    record Head(long seq, Hash hash) {}

    @Override
    public List<Held> journals() throws IOException {
        var held = new ArrayList<Held>();
        String cursor = "";
        do {
            Journals page = read(get(journals + PAGE + cursor));
            page.items.stream()
                    .filter(one -> one.agent.equals(agent))
                    .map(one -> new Held(new JournalKey(one.lane, one.journal, one.epoch), one.head.seq,
                            one.head.hash, one.fenced, one.parent))
                    .forEach(held::add);
            cursor = page.nextCursor == null ? "" : "&cursor=" + page.nextCursor;
        } while (!cursor.isEmpty());
        return held;
    }

    private static Journals read(Reply answer) throws IOException {
        try {
            return Json.readOfNewer(answer.body(), Journals.class);
        } catch (MalformedJsonException e) {
            throw new IOException("head office's list of journals cannot be read at '" + e.pointer() + "': "
                    + e.getMessage(), e);
        }
    }

    @Override
    public Tail rows(JournalKey journal, long after, int limit) throws IOException {
        Reply answer = get(
                journals + "/" + journal.journalId() + "/rows?after=" + after + "&limit=" + limit);
        try {
            long from = Long.parseLong(header(answer, "Journal-From"));
            int count = Integer.parseInt(header(answer, "Journal-Count"));
            Hash prev = Hash.parse(header(answer, "Journal-Prev"));
            Hash head = Hash.parse(header(answer, "Journal-Head"));
            if (from != after + 1 || count < 0 || count > limit) {
                throw new IOException("head office answers " + count + " rows from " + from + ", asked for "
                        + limit + " after " + after);
            }
            return new Tail(prev, head, count == 0
                    ? List.of()
                    : BatchCodec.decode(new BatchHeader(new UUID(0, 0), journal, from, count, prev, head, ""),
                            answer.body()));
        } catch (IllegalArgumentException | MalformedBatchException e) {
            throw new IOException("head office's rows of journal " + journal.journalId() + " after " + after
                    + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String header(Reply answer, String name) {
        return answer.header(name)
                .orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    private Reply get(String path) throws IOException {
        Reply answer = headOffice.get(path, LARGEST_BYTES, WITHIN);
        if (answer.status() != Reply.OK) {
            throw new IOException("head office answers " + answer.status() + " to " + path);
        }
        return answer;
    }

    @Override
    public void close() {
        headOffice.close();
    }
}
