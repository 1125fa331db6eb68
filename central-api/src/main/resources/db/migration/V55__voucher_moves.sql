-- What events did to vouchers: above zero was issued, below zero paid or came back. A voucher stands where they add up to. Its
-- number is money to whoever reads it, so a hash stands for it. What was issued before this table is not in it; the bodies
-- that name it are sealed.
create table voucher_move (
    tenant           text    not null,
    event            uuid    not null,
    voucher          bytea   not null check (octet_length(voucher) = 32),
    kind             text    not null check (kind in ('issued', 'redeemed', 'taken-back')),
    position         bigint  generated always as identity,
    store            text    not null,
    business_date    date    not null,
    sale             uuid    not null,
    receipt          text    not null,
    line             integer,
    rate             integer,
    currency         text    not null,
    amount_minor     bigint  not null,
    tax_minor        bigint  not null,
    -- By how much this made more go of the voucher than it had, or less; what people call it is in clear where it is more, for
    -- nothing is left.
    excess_minor     bigint  not null,
    excess_tax_minor bigint  not null,
    label            text,
    primary key (tenant, event, voucher, kind),
    check ((amount_minor > 0) = (kind = 'issued') and amount_minor <> 0),
    check ((excess_minor > 0) = (label is not null))
);

create index voucher_move_by_voucher on voucher_move (tenant, voucher, position);
create unique index voucher_move_by_line on voucher_move (tenant, sale, line) where kind = 'issued' and line is not null;
create index voucher_move_by_day on voucher_move (tenant, store, business_date) where excess_minor <> 0;

create trigger voucher_move_is_written_once before update or delete or truncate on voucher_move
    for each statement execute function is_written_once();

alter table discrepancy
    drop constraint discrepancy_class_check,
    add constraint discrepancy_class_check check (class in ('missing', 'duplicate', 'wrong-amount', 'unknown-line',
        'unconfirmed-attestation', 'over-refunded', 'over-redeemed', 'z-difference', 'contradiction'));
