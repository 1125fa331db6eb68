package io.tillpost.installer.faults.each;

import java.util.Optional;

/// An agent of the version before has a backlog, is replaced by this one, and the other way round.
final class Upgrade implements Fault {
    @Override
    public int number() {
        return 19;
    }

    @Override
    public String title() {
        return "upgrade and rollback with a backlog";
    }

    @Override
    public Optional<String> missing() {
        return Optional.of("no version was released before this one");
    }

    @Override
    public void strike(Scene scene) {
        throw new UnseenException("there is no version before this one");
    }
}
