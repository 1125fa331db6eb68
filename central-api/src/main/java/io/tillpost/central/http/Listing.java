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
        return upTo(call, page, rowsAndOneMore, shown -> sortKey.apply(shown.getLast()));
    }

    /// The same where the last row alone does not tell how far the list has been read.
    public static <T> Listing<T> upTo(Call call, Page page, List<T> rowsAndOneMore,
            Function<List<T>, List<String>> sortKey) {
        if (rowsAndOneMore.size() <= page.limit()) {
            return new Listing<>(rowsAndOneMore, null);
        }
        List<T> shown = rowsAndOneMore.subList(0, page.limit());
        return new Listing<>(shown, Page.cursor(call, sortKey.apply(shown).toArray(String[]::new)));
    }

    /// The same page with its rows as they are shown.
    public <S> Listing<S> map(Function<T, S> shown) {
        return new Listing<>(items.stream().map(shown).toList(), nextCursor);
    }
}
