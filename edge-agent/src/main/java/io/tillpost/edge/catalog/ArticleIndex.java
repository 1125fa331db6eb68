package io.tillpost.edge.catalog;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// Finds articles by code and by the beginnings of words, whatever their case and accents. Immutable; for all threads.
final class ArticleIndex {
    private static final int LONGEST_QUERY_WORDS = 8;

    private final List<Article> articles;
    private final Map<String, Article> byCode = new HashMap<>();
    /// All words of all articles, sorted, and for each the positions of the articles that have it.
    private final String[] words;
    private final int[][] havers;
    private final String[] folded;

    ArticleIndex(List<Article> articles) {
        this.articles = List.copyOf(articles);
        this.folded = new String[articles.size()];
        var draft = new TreeMap<String, List<Integer>>();
        for (int i = 0; i < articles.size(); i++) {
            Article article = this.articles.get(i);
            folded[i] = fold(article.description());
            byCode.put(article.sku(), article);
            article.barcodes().forEach(code -> byCode.put(code, article));
            for (String word : wordsOf(article, folded[i])) {
                List<Integer> having = draft.computeIfAbsent(word, _ -> new ArrayList<>());
                if (having.isEmpty() || having.getLast() != i) {
                    having.add(i);
                }
            }
        }
        this.words = draft.keySet().toArray(String[]::new);
        this.havers = draft.values()
                .stream()
                .map(having -> having.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private static List<String> wordsOf(Article article, String description) {
        var all = new ArrayList<>(split(description));
        all.add(fold(article.sku()));
        article.barcodes().forEach(code -> all.add(fold(code)));
        return all;
    }

    Optional<Article> find(String code) {
        return Optional.ofNullable(byCode.get(code));
    }

    /// The best `limit` articles that have a word beginning with each word of the query: first those that begin with the
    /// whole query, then by name.
    List<Article> search(String query, int limit) {
        List<String> wanted = split(fold(query));
        if (wanted.isEmpty() || limit < 1) {
            return List.of();
        }
        BitSet having = having(wanted.getFirst());
        for (String word : wanted.subList(1, Math.min(wanted.size(), LONGEST_QUERY_WORDS))) {
            having.and(having(word));
        }
        String whole = String.join(" ", wanted);
        Comparator<Integer> order = Comparator.comparing((Integer i) -> !folded[i].startsWith(whole))
                .thenComparing(i -> folded[i])
                .thenComparing(i -> articles.get(i).sku());
        var best = new PriorityQueue<>(order.reversed());
        having.stream().forEach(i -> {
            best.add(i);
            if (best.size() > limit) {
                best.remove();
            }
        });
        return best.stream().sorted(order).map(articles::get).toList();
    }

    private BitSet having(String beginning) {
        int from = Arrays.binarySearch(words, beginning);
        var found = new BitSet(articles.size());
        for (int i = from < 0 ? -from - 1 : from; i < words.length && words[i].startsWith(beginning); i++) {
            for (int article : havers[i]) {
                found.set(article);
            }
        }
        return found;
    }

    int size() {
        return articles.size();
    }

    private static List<String> split(String folded) {
        return Arrays.stream(folded.split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty()).toList();
    }

    /// `Müller Straße` is `muller strasse`.
    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace("ß", "ss")
                .toLowerCase(Locale.ROOT);
    }
}
