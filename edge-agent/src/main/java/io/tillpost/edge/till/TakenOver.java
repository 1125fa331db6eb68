package io.tillpost.edge.till;

/// Hears that somebody signed in at a till, which ended whatever session it had.
@FunctionalInterface
interface TakenOver {
    void by(String till, String operator, String title);
}
