package io.tillpost.central.database;

/// What the user that a node works as may do beyond its work.
///
/// @param aboveRows superuser, or excepted from row-level security
/// @param owner of our tables
record Power(String user, boolean aboveRows, boolean owner) {
    private static final System.Logger LOG = System.getLogger(Power.class.getName());

    static Power of(Transaction transaction) {
        return Sql.one(transaction, """
                select current_user, rolsuper or rolbypassrls,
                       exists (select from pg_class where relname = 'store' and relkind = 'r'
                                  and relnamespace = current_schema()::regnamespace
                                  and pg_has_role(relowner, 'usage'))
                  from pg_roles where rolname = current_user""",
                row -> new Power(row.getString(1), row.getBoolean(2), row.getBoolean(3)));
    }

    /// Whether the user owns the tables, or there are none and it may make them.
    static boolean mayMigrate(Transaction transaction) {
        return Sql.one(transaction, """
                select case when to_regclass('flyway_schema_history') is null
                            then has_schema_privilege(current_schema(), 'create')
                            else (select pg_has_role(relowner, 'usage') from pg_class
                                   where oid = to_regclass('flyway_schema_history')) end""",
                row -> row.getBoolean(1));
    }

    /// Says aloud that the node works with more power than it needs; on this machine alone it is an evaluation, and said
    /// softly.
    void report(DatabaseSettings settings) {
        if (!aboveRows && !owner) {
            return;
        }
        LOG.log(DatabaseUrl.isLocal(settings.url()) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "database.user ''{0}'' {1}: a mistake or an intruder in this program could {2}; expected a member"
                        + " of tillpost_runtime and nothing else (docs/reference/database.md)",
                user, aboveRows ? "is above row-level security" : "owns the tables",
                aboveRows
                        ? "see and change all tenants' rows"
                        : "change the tables and what was written once");
    }
}
