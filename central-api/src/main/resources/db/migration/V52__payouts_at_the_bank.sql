-- What is wrong at the bank is also a payout that no line pays.
drop index discrepancy_by_payout;
create index discrepancy_by_payout on discrepancy (tenant, payout) where bank_line is not null or subject = payout;
