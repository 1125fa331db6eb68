-- Money of a card payment that stands in suspense, for the terminal has proven something else than a person had said.
alter table discrepancy
    drop constraint discrepancy_class_check,
    add constraint discrepancy_class_check check (class in ('missing', 'duplicate', 'wrong-amount', 'unknown-line',
        'unconfirmed-attestation', 'in-suspense', 'over-refunded', 'over-redeemed', 'z-difference', 'contradiction'));
