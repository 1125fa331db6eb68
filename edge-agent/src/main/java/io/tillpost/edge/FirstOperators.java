package io.tillpost.edge;

import io.tillpost.edge.operator.NewOperator;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/// The file that a store's first operators come from.
record FirstOperators(List<NewOperator> operators) {
    FirstOperators {
        operators = List.copyOf(operators);
    }

    /// Fails with one line for people, in which no PIN stands.
    static List<NewOperator> read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
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
