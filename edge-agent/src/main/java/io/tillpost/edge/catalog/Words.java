package io.tillpost.edge.catalog;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The words of a catalogue, and which articles have each. Immutable; for all threads.
final class Words {
    /// Sorted.
    private final String[] words;
    /// Where in `havers` each word's articles begin, and at the end of it where the last word's end.
    private final int[] starts;
    private final int[] havers;

    private Words(String[] words, int[] starts, int[] havers) {
        this.words = words;
        this.starts = starts;
        this.havers = havers;
    }

    /// The articles that have a word with this beginning.
    BitSet having(String beginning) {
        int found = Arrays.binarySearch(words, beginning);
        int from = found < 0 ? -found - 1 : found;
        int to = from;
        while (to < words.length && words[to].startsWith(beginning)) {
            to++;
        }
        var having = new BitSet();
        for (int i = starts[from]; i < starts[to]; i++) {
            having.set(havers[i]);
        }
        return having;
    }

    /// Words that are gathered article by article. Used by one thread.
    static final class Draft {
        private final Map<String, Integer> numbers = new HashMap<>();
        /// By turns a word's number and the article that has it.
        private int[] pairs = new int[64];
        private int length;

        /// An article has a word.
        void add(String word, int article) {
            Integer fresh = numbers.size();
            Integer known = numbers.putIfAbsent(word, fresh);
            if (length + 2 > pairs.length) {
                pairs = Arrays.copyOf(pairs, pairs.length / 2 * 3);
            }
            pairs[length++] = known == null ? fresh : known;
            pairs[length++] = article;
        }

        Words done() {
            String[] sorted = numbers.keySet().toArray(String[]::new);
            Arrays.sort(sorted);
            var places = new int[sorted.length];
            for (int place = 0; place < sorted.length; place++) {
                places[numbers.getOrDefault(sorted[place], 0)] = place;
            }
            numbers.clear();
            var starts = new int[sorted.length + 1];
            for (int i = 0; i < length; i += 2) {
                starts[places[pairs[i]] + 1]++;
            }
            for (int i = 1; i < starts.length; i++) {
                starts[i] += starts[i - 1];
            }
            int[] next = Arrays.copyOf(starts, sorted.length);
            var havers = new int[length / 2];
            for (int i = 0; i < length; i += 2) {
                havers[next[places[pairs[i]]]++] = pairs[i + 1];
            }
            return new Words(sorted, starts, havers);
        }
    }
}
