package io.tillpost.edge.catalog.https;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Where head office is, and who asks.
///
/// @param place asked before each look, for a box may be enrolled while it runs
/// @param store whose catalogue it is
/// @param time for assertions
/// @param poll about how long from one look to the next
public record HeadOfficeSettings(Directions place, String store, HeadOfficeClient client, InstantSource time,
        Duration poll) {
    /// How to find head office. Throws [IOException] with a message for people while that is not known.
    public interface Directions {
        /// Where it is now; the same object as before while nothing changed.
        Place now() throws IOException;
    }

    /// Where head office is.
    ///
    /// @param url without a slash at its end
    /// @param tls whom to trust; absent: the authorities that Java trusts
    public record Place(URI url, @Nullable SSLContext tls) {}
}
