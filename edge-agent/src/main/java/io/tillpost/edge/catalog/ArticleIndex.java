package io.tillpost.edge.catalog;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds articles by code and by the beginnings of words, whatever their case and accents. A box has little memory: beside
/// the articles there are numbers alone, and each word once. Immutable; for all threads.
final class ArticleIndex {
    private static final int LONGEST_QUERY_WORDS = 8;

    /// By name, the order in which they are answered.
    private final Article[] articles;
    /// Each article's place, plus one, at the hash of each of its codes or as soon as possible behind that; 0 for none.
    private final int[] byCode;
    private final Words words;

    ArticleIndex(List<Article> all) {
        this.articles = byName(all);
        this.words = words(articles);
        this.byCode = byCode(articles);
    }

    private static Article[] byName(List<Article> all) {
        record Named(String name, Article article) {}
        return all.stream()
                .map(article -> new Named(fold(article.description()), article))
                .sorted(Comparator.comparing(Named::name).thenComparing(named -> named.article.sku()))
                .map(Named::article)
                .toArray(Article[]::new);
    }

    private static Words words(Article[] articles) {
        var draft = new Words.Draft();
        for (int place = 0; place < articles.length; place++) {
            for (String word : wordsOf(articles[place])) {
                draft.add(word, place);
            }
        }
        return draft.done();
    }

    private static Set<String> wordsOf(Article article) {
        var all = new HashSet<>(split(fold(article.description())));
        all.add(fold(article.sku()));
        article.barcodes().forEach(code -> all.add(fold(code)));
        return all;
    }

    private static int[] byCode(Article[] articles) {
        int codes = Arrays.stream(articles).mapToInt(article -> 1 + article.barcodes().size()).sum();
        // At most half full, so that what is sought is near.
        var table = new int[Integer.highestOneBit(Math.max(1, codes)) << 2];
        for (int place = 0; place < articles.length; place++) {
            put(table, articles[place].sku(), place);
            for (String code : articles[place].barcodes()) {
                put(table, code, place);
            }
        }
        return table;
    }

    private static void put(int[] table, String code, int place) {
        int at = start(table, code);
        while (table[at] != 0) {
            at = (at + 1) & (table.length - 1);
        }
        table[at] = place + 1;
    }

    private static int start(int[] table, String code) {
        int hash = code.hashCode() * 0x9E3779B1;
        return (hash ^ hash >>> 16) & (table.length - 1);
    }

    Optional<Article> find(String code) {
        for (int at = start(byCode, code); byCode[at] != 0; at = (at + 1) & (byCode.length - 1)) {
            Article article = articles[byCode[at] - 1];
            if (article.sku().equals(code) || article.barcodes().contains(code)) {
                return Optional.of(article);
            }
        }
        return Optional.empty();
    }

    /// The best `limit` articles that have a word beginning with each word of the query: first those that begin with the
    /// whole query, then by name.
    List<Article> search(String query, int limit) {
        List<String> wanted = split(fold(query));
        if (wanted.isEmpty() || limit < 1) {
            return List.of();
        }
        BitSet having = words.having(wanted.getFirst());
        for (String word : wanted.subList(1, Math.min(wanted.size(), LONGEST_QUERY_WORDS))) {
            having.and(words.having(word));
        }
        String whole = String.join(" ", wanted);
        int from = firstNamed(whole);
        // Above all that begin with it: no letter of a folded name is higher.
        int to = firstNamed(whole + Character.MAX_VALUE);
        var best = new ArrayList<Article>();
        add(best, having.get(0, to), from, limit);
        having.clear(from, to);
        add(best, having, 0, limit);
        return best;
    }

    private void add(List<Article> best, BitSet having, int from, int limit) {
        for (int place = having.nextSetBit(from); place >= 0
                && best.size() < limit; place = having.nextSetBit(place + 1)) {
            best.add(articles[place]);
        }
    }

    /// The place of the first article whose name is not before this.
    private int firstNamed(String name) {
        int from = 0;
        int to = articles.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (fold(articles[middle].description()).compareTo(name) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    int size() {
        return articles.length;
    }

    private static List<String> split(String folded) {
        return Arrays.stream(folded.split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty()).toList();
    }

    /// `Müller Straße` is `muller strasse`. The same text where nothing is to be folded.
    private static String fold(String text) {
        if (text.chars().allMatch(letter -> letter < 0x80)) {
            return text.toLowerCase(Locale.ROOT);
        }
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace("ß", "ss")
                .toLowerCase(Locale.ROOT);
    }
}
