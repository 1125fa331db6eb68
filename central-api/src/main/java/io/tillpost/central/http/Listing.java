package io.tillpost.central.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A page of a list as every route answers it.
///
/// @param nextCursor what to ask for next as `cursor`; absent on the last page
public record Listing<T>(List<T> items, @Nullable String nextCursor) {
    public Listing {
        items = List.copyOf(items);
    }

    /// The page that `call` asked for, from up to one row more than its limit: the row too many says that there is
    /// another page. `sortKey` gives back what [Page#after()] of the next call will hold.
    public static <T> Listing<T> of(Call call, Page page, List<T> rowsAndOneMore,
            Function<T, List<String>> sortKey) {
        if (rowsAndOneMore.size() <= page.limit()) {
            return new Listing<>(rowsAndOneMore, null);
        }
        List<T> shown = rowsAndOneMore.subList(0, page.limit());
        return new Listing<>(shown,
                Page.cursor(call, sortKey.apply(shown.getLast()).toArray(String[]::new)));
    }
}
