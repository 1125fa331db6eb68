package io.tillpost.central.ingest;

import io.tillpost.central.database.CentralEpoch;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.incident.Incidents;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.Downlink.Welcome;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import io.tillpost.protocol.sync.Presence;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers hellos: says for each journal how to go on, opens those that are new and fences those they replace. Safe
/// for use by all threads and by several nodes.
public final class Greeting {
    private static final int MAX_DETAIL_CHARS = 500;
    private static final System.Logger LOG = System.getLogger(Greeting.class.getName());

    private final Database database;
    private final Stores stores;
    private final Journals journals;
    private final Incidents incidents;
    private final StoreTenants tenants;
    private final Clock clock;
    private final Downward downward;
    private final Supplier<Credit> credit;
    private final Aside aside;
    private final @Nullable Heads heads;

    /// Says which events of a store were set aside: the first of them, oldest first.
    @FunctionalInterface
    public interface Aside {
        List<SetAside> of(Transaction transaction, Store store);
    }

    /// One that lets everyone send as much as ever.
    public Greeting(Database database, Stores stores, Journals journals, Incidents incidents, Clock clock) {
        this(database, stores, journals, incidents, clock, Downward.NONE, () -> Credit.DEFAULT,
                (_, _) -> List.of(), null);
    }

    /// @param downward what else there is to say
    /// @param credit what agents may send at this moment
    /// @param aside what of a store was set aside
    /// @param heads judges the signatures over hellos; absent: nobody looks at them
    public Greeting(Database database, Stores stores, Journals journals, Incidents incidents, Clock clock,
            Downward downward, Supplier<Credit> credit, Aside aside,
            @Nullable Heads heads) {
        this.heads = heads;
        this.aside = aside;
        this.downward = downward;
        this.credit = credit;
        this.database = database;
        this.stores = stores;
        this.journals = journals;
        this.incidents = incidents;
        this.tenants = new StoreTenants(database, stores);
        this.clock = clock;
    }

    /// The answer to a hello that nobody has signed.
    public Optional<Welcome> answer(String storeName, Hello hello) {
        return answer(storeName, hello, hello.bytes(), Optional.empty());
    }

    /// The answer to a hello that came on this store's topic, committed; empty for an agent that does not speak for
    /// that store, or that did not say it.
    ///
    /// @param said the hello as it came
    public Optional<Welcome> answer(String storeName, Hello hello, byte[] said,
            Optional<HeadSignature> signature) {
        Heads.Claim claim = heads == null
                ? new Heads.Claim.None()
                : heads.claim(storeName, HeadSignature.Said.hello(said), signature);
        return tenants.within(storeName, () -> database.inTransaction(transaction -> {
            Optional<Store> known = stores.named(transaction, storeName);
            if (known.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, "hello of agent " + hello.agent() + " for unknown store "
                        + storeName);
                return Optional.empty();
            }
            Store store = known.get();
            if (!store.agents().contains(hello.agent())) {
                incidents.raise(transaction, store.tenant(), store.store(), "agent-foreign", hello.agent(),
                        "agent '" + hello.agent() + "' said hello for store '" + store.store()
                                + "', which is not its own");
                return Optional.empty();
            }
            Optional<String> objection = heads == null
                    ? Optional.empty()
                    : heads.objection(transaction, store.tenant(), store.store(), hello.agent(), claim);
            if (objection.isPresent()) {
                // Whoever it was: nothing that it says of another's journals counts.
                incidents.raise(transaction, store.tenant(), store.store(), "hello-forged", hello.agent(),
                        "a hello of agent '" + hello.agent() + "' is not believed: " + objection.get());
                return Optional.empty();
            }
            return Optional.of(welcome(transaction, store, hello));
        }));
    }

    /// Notes whether an agent is connected, as the broker tells.
    public void seen(String storeName, Presence presence) {
        tenants.within(storeName, () -> database.inTransaction(transaction -> {
            Optional<Store> store = stores.named(transaction, storeName)
                    .filter(known -> known.agents().contains(presence.agent()));
            store.ifPresent(known -> journals.seen(transaction, known.tenant(), presence));
            return store.isPresent();
        }));
    }

    private Welcome welcome(Transaction transaction, Store store, Hello hello) {
        Runs.Hello heard = journals.heard(transaction, store.tenant(), hello, clock.instant());
        if (heard == Runs.Hello.IN_TURNS) {
            incidents.raise(transaction, store.tenant(), store.store(), "agent-clone", hello.agent(),
                    "two runs of agent '" + hello.agent() + "' speak in turns: its box may be cloned");
        }
        var lanes = new ArrayList<LaneWelcome>();
        for (LaneHead head : hello.lanes()) {
            lanes.add(lane(transaction, store, hello.agent(), head, heard == Runs.Hello.LATE));
        }
        return new Welcome(hello.nonce(), CentralEpoch.of(transaction), clock.instant(), hello.sentAt(),
                credit.get(),
                downward.expectedConfigVersion(transaction, store.tenant(), store.store(), hello.agent(),
                        hello.configVersion()),
                downward.pendingCommands(transaction, store.tenant(), hello.agent()), List.copyOf(lanes),
                aside.of(transaction, store)
                        .stream()
                        .map(one -> new Downlink.SetAside(one.event(), one.reason(), brief(one.detail())))
                        .toList());
    }

    /// What is said of a row may be as long as the row, and agents read no such welcome; no character is cut in two.
    private static String brief(String detail) {
        int end = Math.min(MAX_DETAIL_CHARS, detail.length());
        boolean halved = end < detail.length() && Character.isHighSurrogate(detail.charAt(end - 1));
        return detail.substring(0, halved ? end - 1 : end);
    }

    /// @param late the agent has said something newer since: it is answered, and nothing is changed or told of
    private LaneWelcome lane(Transaction transaction, Store store, String agent, LaneHead head,
            boolean late) {
        String tenant = store.tenant();
        JournalKey key = head.journal();
        Hash genesis = HashChain.genesis(tenant, store.store(), key, head.parent());
        // The lane's newest first: two hellos that open a journal wait for each other here.
        Optional<JournalState> newest = journals.newest(transaction, tenant, agent, key.lane());
        Optional<JournalState> known = journals.locked(transaction, tenant, key.journalId());
        var decision = Welcoming.decide(head, store.store(), agent, genesis, known, newest,
                (journal, seq) -> journals.hashAt(transaction, tenant, journal, seq));
        if (!late) {
            tell(transaction, store, key.journalId(), decision);
            boolean takes = decision.action() == Action.CONTINUE || decision.action() == Action.REWIND;
            if (takes && key.lane() == Lane.FIN) {
                journals.said(transaction, tenant, agent, head, clock.instant());
            }
            if (takes && known.isEmpty()) {
                checkParent(transaction, store, head, newest);
                journals.open(transaction, tenant,
                        new JournalState(key, store.store(), agent, 0, genesis, false), head.parent(),
                        clock.instant());
            }
        }
        long acked = known.map(JournalState::headSeq).orElse(0L);
        return new LaneWelcome(key, acked, acked == 0 ? null : known.orElseThrow().headHash(),
                decision.action(),
                Math.max(key.epoch(), newest.map(journal -> journal.key().epoch()).orElse(0L)));
    }

    private void tell(Transaction transaction, Store store, UUID journal, Welcoming.Decision decision) {
        if (decision.incident() != null) {
            incidents.raise(transaction, store.tenant(), store.store(), decision.incident(),
                    journal.toString(), decision.evidence());
        } else if (decision.action() == Action.CONTINUE) {
            // A fork does not go on: what looked like one was a hello that later batches had overtaken.
            incidents.settle(transaction, store.tenant(), Welcoming.FORKED, journal.toString());
        }
    }

    /// After a fork beside the newest one, e.g. of a box that a person let take over.
    private boolean has(Transaction transaction, String tenant, Parent parent) {
        return parent.seq() == 0
                ? journals.locked(transaction, tenant, parent.journalId()).isPresent()
                : journals.hashAt(transaction, tenant, parent.journalId(), parent.seq())
                        .equals(Optional.of(parent.hash()));
    }

    /// A journal that replaces another should name the row where the old one ends, and head office should have it.
    private void checkParent(Transaction transaction, Store store, LaneHead head,
            Optional<JournalState> newest) {
        if (newest.isEmpty()) {
            return;
        }
        UUID old = newest.get().key().journalId();
        Parent parent = head.parent();
        String evidence = null;
        if (parent == null) {
            evidence = "it does not say which journal it replaces, the newest was " + old;
        } else if (parent.journalId().equals(old)
                ? parent.seq() != newest.get().headSeq() || !parent.hash().equals(newest.get().headHash())
                : !has(transaction, store.tenant(), parent)) {
            evidence = "it replaces " + parent + ", head office has " + old + " up to "
                    + newest.get().headSeq() + " " + newest.get().headHash();
        }
        incidents.raise(transaction, store.tenant(), store.store(),
                evidence == null ? "journal-replaced" : "journal-parent-differs",
                head.journal().journalId().toString(),
                evidence == null ? replaced(head, old) : evidence);
    }

    private static String replaced(LaneHead head, UUID newest) {
        Parent parent = head.parent();
        return parent == null || parent.journalId().equals(newest)
                ? "it replaces journal " + newest
                : "it replaces journal " + newest + " and goes on from row " + parent.seq() + " of journal "
                        + parent.journalId();
    }
}
