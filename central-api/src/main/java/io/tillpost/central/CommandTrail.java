package io.tillpost.central;

import io.tillpost.central.audit.AuditEntry;
import io.tillpost.central.audit.AuditTrail;
import io.tillpost.central.audit.sql.AuditTable;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.card.CardNumbers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// The rows that commands on head office's machine leave in the audit trail, each in the transaction of what it tells of. They
/// are as those of calls; who did it is the machine's user.
final class CommandTrail {
    private static final String METHOD = "COMMAND";
    private static final String REMOTE = "local";
    private static final int DONE = 200;
    private static final int REFUSED = 403;

    private final AuditTrail trail = new AuditTable();
    private final Machine machine;
    private final CommandSpec command;

    /// @param command what was asked for; its options are not noted
    CommandTrail(Machine machine, CommandSpec command) {
        this.machine = machine;
        this.command = command;
    }

    /// It is done.
    ///
    /// @param tenant whose; absent: of the whole installation
    /// @param operation as the API calls it, where it can do the same
    /// @param touched ids, e.g. `client:erp`
    void done(Transaction transaction, @Nullable String tenant, String operation, String... touched) {
        append(transaction, tenant, operation, DONE, touched);
    }

    /// It was refused, and that has changed something.
    void refused(Transaction transaction, String operation) {
        append(transaction, null, operation, REFUSED);
    }

    private void append(Transaction transaction, @Nullable String tenant, String operation, int status,
            String... touched) {
        trail.append(transaction, new AuditEntry(machine.clock().instant(), tenant,
                "console:" + machine.user(), METHOD, command.qualifiedName(), operation, status,
                machine.ids().next().toString(), null, REMOTE,
                Arrays.stream(touched).map(CardNumbers::mask).sorted().toList()));
    }
}
