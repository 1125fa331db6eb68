package io.tillpost.central.http;

import java.util.Map;

/// One request on its way through the filters, which fill in what they learn. Used by one thread.
public final class Exchange {
    /// Where the body comes from.
    @FunctionalInterface
    interface BodySource {
        byte[] receive(Route.Body limits) throws ProblemException;
    }

    /// Where the query comes from.
    @FunctionalInterface
    interface QuerySource {
        Map<String, String> receive() throws ProblemException;
    }

    private final Route route;
    private final String method;
    private final String remote;
    private final QuerySource querySource;
    private final BodySource bodySource;
    private Call call;
    private boolean audited;
    private boolean leftUnaudited;

    Exchange(Route route, String method, Call call, String remote, QuerySource querySource,
            BodySource bodySource) {
        this.route = route;
        this.method = method;
        this.remote = remote;
        this.call = call;
        this.querySource = querySource;
        this.bodySource = bodySource;
    }

    /// The route that was found.
    public Route route() {
        return route;
    }

    /// The request's own method: `HEAD` where the route's and the call's is `GET`.
    public String method() {
        return method;
    }

    /// The call as far as it is known by now.
    public Call call() {
        return call;
    }

    /// Address of the caller: of its end of the connection, or what a trusted proxy there says.
    public String remote() {
        return remote;
    }

    /// Says who calls.
    public void admit(Caller caller) {
        call = call.by(caller);
    }

    /// Says that this call's audit row is durable already, in the transaction of its effect.
    public void markAudited() {
        audited = true;
    }

    /// Whether the audit row is durable.
    public boolean isAudited() {
        return audited;
    }

    /// Says that this refusal is one of many of the same caller, of which the audit trail has one already.
    public void leaveUnaudited() {
        leftUnaudited = true;
    }

    /// Whether this refusal is left out of the audit trail.
    public boolean isLeftUnaudited() {
        return leftUnaudited;
    }

    void receive() throws ProblemException {
        call = call.withQuery(querySource.receive());
        call = call.withBody(bodySource.receive(route.accepts()));
    }
}
