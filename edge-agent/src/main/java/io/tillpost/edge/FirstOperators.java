package io.tillpost.edge;

import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.operator.NewOperator;
import io.tillpost.edge.operator.Operators;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The file that a store's first operators come from.
record FirstOperators(List<NewOperator> operators) {
    private static final Logger LOG = System.getLogger(FirstOperators.class.getName());
    private static final String SUBJECT = "operators";

    FirstOperators {
        operators = List.copyOf(operators);
    }

    /// Takes them on where there is nobody yet. A file that is gone, as it should be once it was read, stops no start: where the
    /// operators went with a damaged journal the store would stay closed for good, for only an agent that runs takes others on.
    /// One that is there and cannot be read fails with one line for people, in which no PIN stands.
    ///
    /// @param file absent: nobody has written any down
    static void takeOn(Operators operators, @Nullable Path file, Incidents incidents) throws IOException {
        operators.whenAdded(() -> quietly(() -> incidents.settle(SUBJECT)));
        if (file != null && operators.all().isEmpty()) {
            try {
                var _ = operators.begin(read(file));
            } catch (NoSuchFileException e) {
                String why = "there are no operators, and operatorsFile " + file
                        + " is not there: nobody can sign in until some are added (tillpost agent operators add)";
                LOG.log(Level.ERROR, why);
                quietly(() -> incidents.raise("operators-missing", SUBJECT, why));
                return;
            }
        }
        if (!operators.all().isEmpty()) {
            quietly(() -> incidents.settle(SUBJECT));
        }
    }

    /// A disk that has no room for an incident keeps nobody from working.
    private static void quietly(Runnable incident) {
        try {
            incident.run();
        } catch (JournalRefusedException e) {
            LOG.log(Level.WARNING, "of operators, told at the next start: {0}", e.getMessage());
        }
    }

    private static List<NewOperator> read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "operatorsFile " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        try {
            List<NewOperator> operators = Json.read(bytes, FirstOperators.class).operators();
            var names = new HashSet<String>();
            for (NewOperator operator : operators) {
                if (!names.add(operator.operator())) {
                    throw new IOException("operatorsFile " + file + " has '" + operator.operator()
                            + "' twice, expected each once");
                }
            }
            return operators;
        } catch (MalformedJsonException e) {
            throw new IOException("operatorsFile " + file + ": " + e.pointer() + " " + e.getMessage(), e);
        }
    }
}
