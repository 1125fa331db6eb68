-- What a store's whole day adds: money that goes back to cards, a person's word, shifts and their Z reports.

-- Where an entry happened, so that a shift's Z can be held against it.
alter table entry add column till text, add column shift uuid;
create index entry_by_shift on entry (shift, tenant) where shift is not null;

alter table payment
    add column kind text not null default 'charge' check (kind in ('charge', 'refund', 'reversal')),
    -- The refund that it pays out.
    add column refund uuid,
    -- The charge that a reversal takes back.
    add column reverses uuid check (reverses is null or kind = 'reversal'),
    -- What of a charge went back, by refunds of its sale and by its reversal.
    add column refunded_minor bigint not null default 0 check (refunded_minor >= 0),
    add column reversed_minor bigint not null default 0 check (reversed_minor >= 0),
    -- Never is more given back than was captured, unless somebody out there did: what we observe is a fact and is kept,
    -- stated as excess and listed as a discrepancy. A command that states none is refused here.
    add column excess_minor bigint not null default 0 check (excess_minor >= 0),
    add constraint payment_gives_back_what_it_took
        check (refunded_minor + reversed_minor <= captured_minor + excess_minor),
    add constraint payment_returns_are_of_charges check (kind = 'charge' or refunded_minor + reversed_minor = 0),
    drop constraint payment_state_check,
    add constraint payment_state_check check (state in ('in_progress', 'unknown', 'authorized', 'captured', 'declined',
        'failed', 'attested_moved', 'attested_not_moved', 'voided')),
    -- Only what was captured counts, and a voided charge was.
    drop constraint payment_check2,
    add constraint payment_captured_counts check ((state in ('captured', 'voided')) = (captured_minor > 0));

create index payment_by_sale on payment (sale, tenant);
create index payment_to_look_at on payment (business_date, store, tenant)
    where state in ('attested_moved', 'attested_not_moved') or excess_minor > 0;

-- The Z reports as the stores wrote them. One number twice is a fact to be shown, not one to be refused.
create table z_report (
    tenant        text not null,
    event         uuid not null,
    store         text not null,
    till          text not null,
    shift         uuid not null,
    number        bigint not null,
    business_date date not null,
    occurred_at   timestamptz not null,
    report        jsonb not null,
    primary key (tenant, event)
);

create index z_report_by_number on z_report (till, number, tenant, store);
create index z_report_by_day on z_report (business_date, tenant, store);

create trigger z_report_is_written_once before update or delete or truncate on z_report
    for each statement execute function is_written_once();

alter table discrepancy
    drop constraint discrepancy_class_check,
    add constraint discrepancy_class_check check (class in ('missing', 'duplicate', 'wrong-amount', 'unknown-line',
        'unconfirmed-attestation', 'over-refunded', 'z-difference'));
