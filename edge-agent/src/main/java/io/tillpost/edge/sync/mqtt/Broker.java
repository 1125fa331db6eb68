package io.tillpost.edge.sync.mqtt;

import java.io.IOException;

/// Where the broker is and who we are there, asked again for each connection, so that a new certificate needs no restart.
/// Called on the sync thread.
public interface Broker {
    /// What counts for the next connection. Throws [IOException] with a message for people.
    Endpoint endpoint() throws IOException;

    /// The endpoint of one attempt, asked once for each: of several brokers the one whose turn it is.
    default Endpoint next() throws IOException {
        return endpoint();
    }

    /// The broker took our certificate. Called by the client library's thread: must be quick.
    default void accepted() {}

    /// The broker is there and does not let us in, in its words. Likewise.
    default void refused(String detail) {}

    /// What people should know of our certificate when a connection does not come about; empty if nothing.
    default String note() {
        return "";
    }
}
