-- What an open discrepancy says can change with what is learned, e.g. whose day it is.
alter table discrepancy_event drop constraint discrepancy_event_action_check;
alter table discrepancy_event add constraint discrepancy_event_action_check
    check (action in ('opened', 'updated', 'explained', 'reopened', 'resolved'));
-- Bank lines are looked for by the date on which their money counts.
create index bank_line_by_value on bank_line (tenant, (coalesce(value_date, booking_date))) where status = 'booked';
-- A statement is held against the others of its day.
create index bank_statement_by_closing on bank_statement (tenant, iban, closing_date);
