-- Of a tenant that is new the planner expects one row, and then any index that begins with the tenant looks as good as the
-- right one: 20,000 references took 20,000 times all lines of the tenant. As with payments, the reference comes first.
drop index settlement_line_by_reference;
create index settlement_line_by_reference
    on settlement_line (merchant_id, terminal_id, trace, receipt_number, tenant);
