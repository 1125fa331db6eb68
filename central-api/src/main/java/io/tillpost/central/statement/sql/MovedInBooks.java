package io.tillpost.central.statement.sql;

/// What the books have of a statement's dates, and what balances say of them: the same, be it one statement or a week's
/// beside those of its days. An entry that a statement before has as well is not of these dates.
final class MovedInBooks {
    private MovedInBooks() {}

    /// A lateral join for a statement `s`, with `moved_minor` and `due_minor`. There is no row where that cannot be told: the
    /// statements within its dates do not lead from one balance to one other (but leave a gap, or run in a circle), one of them does not add up, or two are issues
    /// of the same one, which is a discrepancy of its own.
    ///
    /// Statements, their lines, and other statements of these are looked up one after the other: of a new tenant the planner
    /// expects one row, and would read all its lines for each statement.
    ///
    /// @param stands the condition that a statement `t` is not replaced
    static String join(String stands) {
        return """
                left join lateral (
                  with inside as (
                    select t.statement, t.reference, t.sequence, t.opening_date, t.closing_date,
                           t.opening_minor as begins, t.closing_minor as ends, t.booked_minor
                      from bank_statement t
                     where t.tenant = s.tenant and t.iban = s.iban and t.closing_date <= s.closing_date
                       and t.opening_date between s.opening_date and s.closing_date and %1$s),
                  heads as (
                    select distinct i.begins as minor from inside i where i.begins <> i.ends
                       and not exists (select from inside o where o.begins <> o.ends and o.ends = i.begins)
                    union all select s.opening_minor where not exists (select from inside o where o.begins <> o.ends)),
                  tails as (
                    select distinct i.ends as minor from inside i where i.begins <> i.ends
                       and not exists (select from inside o where o.begins <> o.ends and o.begins = i.ends)
                    union all select s.opening_minor where not exists (select from inside o where o.begins <> o.ends))
                  select tail.minor - head.minor as due_minor,
                         (select least(greatest(coalesce(sum(l.amount_minor) filter (where l.status = 'booked'), 0),
                               -9e18), 9e18)::bigint
                            from (select distinct m.line from inside i cross join lateral (
                               select m.line from bank_statement_line m
                                where m.tenant = s.tenant and m.statement = i.statement offset 0) m) d
                            cross join lateral (select l.amount_minor, l.status from bank_line l
                               where l.tenant = s.tenant and l.line = d.line offset 0) l
                           where not exists (select from (select m.statement from bank_statement_line m
                                  where m.tenant = s.tenant and m.line = d.line offset 0) m
                               cross join lateral (select from bank_statement t
                                  where t.tenant = s.tenant and t.statement = m.statement and %1$s
                                    and (t.closing_date < s.opening_date
                                      or (t.closing_date = s.opening_date and t.closing_minor = head.minor
                                        and not exists (select from inside i where i.statement = t.statement)
                                        and (t.opening_minor <> t.closing_minor
                                          or (t.opening_date < t.closing_date and s.opening_date < s.closing_date))))
                                  offset 0) before)) as moved_minor
                    from heads head, tails tail
                   where (select count(*) from heads) = 1 and (select count(*) from tails) = 1
                     and not exists (select from inside i where i.begins + i.booked_minor <> i.ends)
                     and not exists (select from inside i join inside o on i.statement < o.statement
                        and i.reference <> '' and i.reference = o.reference and i.sequence is not distinct from o.sequence
                        and i.begins = o.begins and i.opening_date = o.opening_date and i.closing_date = o.closing_date))
                moved on true
                """
                .formatted(stands);
    }
}
