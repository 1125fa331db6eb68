package io.tillpost.bench.till;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/// The bench's articles: believable names, prices and barcodes, the same for the same seed. Immutable.
final class BenchCatalog {
    private static final String HEADER = "sku,barcodes,description,price,tax-rate,sales-class,unit,open-price,quick-key\n";
    private static final int QUICK_KEYS = 12;
    /// One in so many is sold by weight where its kind can be.
    private static final int WEIGHED_ONE_IN = 5;
    private static final int EAN_PAYLOAD = 12;
    private static final int MINOR_PER_UNIT = 100;

    private static final List<String> MAKERS = List.of("Nordlicht", "Hofgut", "Marla", "Bergmann", "Tavola",
            "Kleeblatt", "Veldt", "Ostwind", "Casa Luna", "Brenner", "Freya", "Solano", "Wiesental",
            "Petit Jour",
            "Alder & Sons", "Kontor 9", "Lindqvist", "Hafenperle", "Morgenrot", "Quill", "Rosenau",
            "Tidewater",
            "Ulmer", "Zeno");
    private static final List<String> VARIETIES = List.of("Classic", "Organic", "Green", "Red", "Mild",
            "Strong",
            "Fine", "Family", "Light", "Premium", "Winter", "Summer", "Original", "Fresh", "Gold", "Natural",
            "Sensitive", "Extra", "Blue", "Country");

    /// A kind of article, and what is in its name besides.
    private record Kind(String name, String salesClass, int taxPercent, int cheapestMinor, int dearestMinor,
            boolean weighable, List<String> sizes) {}

    private static final List<String> DRINK = List.of("0.33 l", "0.5 l", "0.75 l", "1 l", "6 x 1 l");
    private static final List<String> FOOD = List.of("125 g", "250 g", "400 g", "500 g", "1 kg");
    private static final List<String> CARE = List.of("50 ml", "100 ml", "250 ml", "400 ml");
    private static final List<String> SHEETS = List.of("A4", "A5", "A6", "A4 2-pack", "A5 3-pack");
    private static final List<String> PACKS = List.of("1 pc", "2 pcs", "4 pcs", "10 pcs");

    private static final List<Kind> KINDS = List.of(
            new Kind("Coffee beans", "drinks", 7, 399, 1_899, false, FOOD),
            new Kind("Instant coffee", "drinks", 7, 299, 899, false, FOOD),
            new Kind("Green tea", "drinks", 7, 149, 699, false, FOOD),
            new Kind("Apple juice", "drinks", 19, 99, 499, false, DRINK),
            new Kind("Lemonade", "drinks", 19, 79, 799, false, DRINK),
            new Kind("Mineral water", "drinks", 19, 39, 599, false, DRINK),
            new Kind("Milk", "dairy", 7, 89, 249, false, DRINK),
            new Kind("Yoghurt", "dairy", 7, 59, 349, false, FOOD),
            new Kind("Mountain cheese", "dairy", 7, 899, 2_999, true, FOOD),
            new Kind("Butter", "dairy", 7, 189, 449, false, FOOD),
            new Kind("Rye bread", "bakery", 7, 219, 599, false, FOOD),
            new Kind("Wheat rolls", "bakery", 7, 29, 399, false, PACKS),
            new Kind("Butter biscuits", "bakery", 7, 99, 449, false, FOOD),
            new Kind("Milk chocolate", "sweets", 7, 89, 599, false, FOOD),
            new Kind("Fruit gums", "sweets", 7, 79, 399, false, FOOD),
            new Kind("Spaghetti", "larder", 7, 79, 349, false, FOOD),
            new Kind("Tomato sauce", "larder", 7, 129, 449, false, FOOD),
            new Kind("Olive oil", "larder", 7, 399, 1_999, false, DRINK),
            new Kind("Apples", "fruit", 7, 199, 499, true, FOOD),
            new Kind("Green grapes", "fruit", 7, 249, 599, true, FOOD),
            new Kind("Shampoo", "care", 19, 149, 1_299, false, CARE),
            new Kind("Hand cream", "care", 19, 129, 1_499, false, CARE),
            new Kind("Toothpaste", "care", 19, 79, 599, false, CARE),
            new Kind("Notebook", "paper", 19, 99, 1_299, false, SHEETS),
            new Kind("Ballpoint pen", "paper", 19, 59, 1_999, false, PACKS),
            new Kind("Wrapping paper", "paper", 19, 99, 599, false, SHEETS),
            new Kind("Candle", "home", 19, 99, 1_999, false, PACKS),
            new Kind("Batteries AA", "home", 19, 199, 1_299, false, PACKS),
            new Kind("Washing powder", "home", 19, 299, 1_599, false, FOOD),
            new Kind("Kitchen towel", "home", 19, 149, 899, false, PACKS));

    private final String csv;
    private final List<String> pieceCodes;

    private BenchCatalog(String csv, List<String> pieceCodes) {
        this.csv = csv;
        this.pieceCodes = List.copyOf(pieceCodes);
    }

    /// Has the agent take a catalogue with this many articles, and gives the barcodes of those sold by the piece.
    static List<String> load(Agent agent, long seed, int articles) {
        BenchCatalog catalog = of(seed, articles);
        agent.post("/v1/catalog", "text/csv", catalog.csv().getBytes(StandardCharsets.UTF_8));
        return catalog.pieceCodes();
    }

    /// Thinks one up.
    static BenchCatalog of(long seed, int articles) {
        var random = new Random(seed);
        var csv = new StringBuilder(HEADER);
        var pieces = new ArrayList<String>();
        Set<String> used = new HashSet<>();
        for (int i = 0; i < articles; i++) {
            Kind kind = KINDS.get(i % KINDS.size());
            boolean weighed = kind.weighable() && random.nextInt(WEIGHED_ONE_IN) == 0;
            String code = unusedEan13(random, used);
            String name = kind.name() + ' ' + any(VARIETIES, random) + ' ' + any(MAKERS, random)
                    + (weighed ? "" : ' ' + any(kind.sizes(), random));
            csv.append(
                    "A%06d,%s,%s,%s,%d,%s,%s,no,%s\n".formatted(100_000 + i, code, name, price(kind, random),
                            kind.taxPercent(), kind.salesClass(), weighed ? "kg" : "piece",
                            i < QUICK_KEYS ? kind.salesClass() + '/' + kind.name() : ""));
            if (!weighed) {
                pieces.add(code);
            }
        }
        return new BenchCatalog(csv.toString(), pieces);
    }

    /// As it is handed in.
    String csv() {
        return csv;
    }

    /// The barcodes of articles that need no weight.
    List<String> pieceCodes() {
        return pieceCodes;
    }

    private static String price(Kind kind, Random random) {
        int minor = random.nextInt(kind.cheapestMinor(), kind.dearestMinor() + 1);
        return String.format(Locale.ROOT, "%d.%02d", minor / MINOR_PER_UNIT, minor % MINOR_PER_UNIT);
    }

    private static String unusedEan13(Random random, Set<String> used) {
        while (true) {
            String payload = String.format(Locale.ROOT, "4%011d", random.nextLong(100_000_000_000L));
            if (used.add(payload)) {
                return payload + checkDigit(payload);
            }
        }
    }

    /// GS1 General Specifications, 7.9: weights 1 and 3 from the left of twelve digits.
    private static int checkDigit(String payload) {
        int sum = 0;
        for (int i = 0; i < EAN_PAYLOAD; i++) {
            sum += (payload.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return Math.floorMod(-sum, 10);
    }

    private static String any(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
