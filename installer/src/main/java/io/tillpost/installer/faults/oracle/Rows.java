package io.tillpost.installer.faults.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Runs one query, row by row.
final class Rows {
    private Rows() {}

    /// Takes one row.
    interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    static void each(Connection connection, String sql, Reader reader, Object... parameters)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }

    /// The first column of all rows.
    static List<String> texts(Connection connection, String sql, Object... parameters) throws SQLException {
        var texts = new ArrayList<String>();
        each(connection, sql, row -> texts.add(row.getString(1)), parameters);
        return texts;
    }
}
