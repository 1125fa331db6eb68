package io.tillpost.central.http;

import io.tillpost.central.database.Tenancy;

/// Holds what lies behind it to the rows of the caller's tenant. Stands behind the filter that says who calls; a call of
/// nobody goes on unbound and sees no tenant's rows.
public final class TenantFilter implements Filter {
    @Override
    public Answer answer(Exchange exchange, Next next) throws ProblemException {
        Caller caller = exchange.call().caller();
        return caller == null
                ? next.answer(exchange)
                : Tenancy.<Answer, ProblemException>of(caller.tenant(), () -> next.answer(exchange));
    }
}
