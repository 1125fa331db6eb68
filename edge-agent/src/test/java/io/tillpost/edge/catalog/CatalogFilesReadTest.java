package io.tillpost.edge.catalog;

import static io.tillpost.edge.catalog.CatalogWorld.bytes;
import static io.tillpost.edge.catalog.CatalogWorld.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is read from files, and what is refused.
class CatalogFilesReadTest {
    private static final String GOOD = "1,4006381333931,Pen,1.20,19,paper,piece,no,";

    @TempDir
    private Path folder;
    private CatalogWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new CatalogWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void csvAndJsonSayTheSame() {
        var _ = world.take(rows("7,4006381333931 96385074,Cheese,19.99,5.5,food,kg,no,Dairy/Cheese",
                "8,,Repair,0,19,service,,yes,Repair"));
        Article cheese = find("96385074");
        assertEquals(new Article("7", List.of("4006381333931", "96385074"), "Cheese", Money.of(1999, "EUR"),
                new TaxRate(550), "food", Unit.KG, false), cheese);
        List<QuickKey> keys = world.catalog.quickKeys();
        assertEquals(List.of(new QuickKey("Cheese", "7", "Dairy"), new QuickKey("Repair", "8", null)), keys);
        Article repair = find("8");
        var _ = world.take(CatalogFormat.JSON,
                bytes("""
                        {"articles":[{"sku":"7","barcodes":["4006381333931","96385074"],"description":"Cheese",
                           "unitPrice":{"minor":1999,"currency":"EUR"},"taxRate":550,"salesClass":"food","unit":"kg"},
                          {"sku":"8","description":"Repair","unitPrice":{"minor":0,"currency":"EUR"},"taxRate":1900,
                           "salesClass":"service","openPrice":true}],
                         "quickKeys":[{"label":"Cheese","sku":"7","group":"Dairy"},{"label":"Repair","sku":"8"}]}"""));
        assertEquals(cheese, find("7"));
        assertEquals(repair, find("8"));
        assertEquals(keys, world.catalog.quickKeys());
    }

    @Test
    void aJsonFileMayHoldAWholeSupermarket() {
        String rows = IntStream.range(0, 50_000)
                .mapToObj(
                        i -> """
                                {"sku":"%d","description":"Article %d","unitPrice":{"minor":%d,"currency":"EUR"},"taxRate":1900,\
                                "salesClass":"food"}"""
                                .formatted(i, i, i + 1))
                .collect(Collectors.joining(","));
        var _ = world.take(CatalogFormat.JSON, bytes("{\"articles\":[" + rows + "]}"));
        assertEquals(Money.of(50_000, "EUR"), find("49999").unitPrice());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumn() {
        var _ = world
                .take(bytes("\uFEFFsku,description,price,tax-rate,sales-class\r\n1,Pen,1.20,19,paper\r\n"));
        assertEquals("Pen", find("1").description());
        var _ = world.take(CatalogFormat.JSON, bytes("\uFEFF{\"articles\":[]}"));
        assertEquals(Optional.empty(), world.catalog.find("1"));
    }

    @Test
    void theCurrencyMayBeSaidAndHasToBeTheStores() {
        String header = "sku,description,price,currency,tax-rate,sales-class\n";
        var _ = world.take(bytes(header + "1,Pen,1.20,EUR,19,paper\n2,Ink,3,,19,paper\n"));
        assertEquals(300, find("2").unitPrice().minor());
        assertEquals("nothing was applied: row 2, currency 'CHF': expected EUR, the store's",
                world.refusal(CatalogFormat.CSV, bytes(header + "1,Pen,1.20,CHF,19,paper\n")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a b,,Pen,1,19,paper,,, | sku 'a b': expected 1 to 64 characters without blanks",
        ",,Pen,1,19,paper,,, | sku '': expected 1 to 64 characters without blanks",
        "2,,,1,19,paper,,, | description '': expected 1 to 120 characters",
        "2,,Pen,1.999,19,paper,,, | price '1.999': expected a decimal such as 2.49 with at most 2 places",
        "2,,Pen,1e3,19,paper,,, | price '1e3': expected a decimal",
        "2,,Pen,-1,19,paper,,, | price '-1': expected a decimal",
        "2,,Pen,0,19,paper,,, | price '0.00': expected an amount above 0, or open-price yes",
        "2,,Pen,1,101,paper,,, | tax-rate '101': expected a percentage such as 19 or 5.5",
        "2,,Pen,1,5.555,paper,,, | tax-rate '5.555': expected a percentage",
        "2,,Pen,1,,paper,,, | tax-rate '': expected a percentage",
        "2,,Pen,1,19,Paper!,,, | sales-class 'Paper!': expected 1 to 32 lower-case letters",
        "2,,Pen,1,19,paper,litre,, | unit 'litre': expected piece or kg",
        "2,,Pen,1,19,paper,,maybe, | open-price 'maybe': expected yes or no",
        "2,4006381333932,Pen,1,19,paper,,, | barcodes '4006381333932': expected check digit 1",
        "2,96385075,Pen,1,19,paper,,, | barcodes '96385075': expected check digit 4",
        "2,036000291453,Pen,1,19,paper,,, | barcodes '036000291453': expected check digit 2",
        "2,4006381333931,Pen,1,19,paper,,, | barcodes '4006381333931': expected a code that no other article has, but row 2 has it",
        "1,,Pen,1,19,paper,,, | sku '1': expected a code that no other article has, but row 2 has it",
        "4006381333931,,Pen,1,19,paper,,, | sku '4006381333931': expected a code that no other article has",
        "2,96385074 96385074,Pen,1,19,paper,,, | barcodes '96385074': expected a code that no other article has, but row 3 has it",
        "2,,Pen,1,19,paper,,,Group/ | quick-key '': expected 1 to 40 characters",
        "2,,Pen,1,19,paper,,,/Pen | quick-key '': expected 1 to 40 characters",
        "2,,Pen,1,19,paper,, | columns '8': expected 9, as many as the header has"})
    void aBrokenRowIsRefusedWithRowColumnValueAndExpectation(String row, String why) {
        String refusal = world.refusal(CatalogFormat.CSV, rows(GOOD, row));
        assertTrue(refusal.startsWith("nothing was applied: row 3, "), refusal);
        assertTrue(refusal.contains(why), refusal);
        assertEquals(Optional.empty(), world.catalog.applied());
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndRowsAreCountedAsASpreadsheetDoes() {
        assertEquals(
                "nothing was applied: row 2, price 'x': expected a decimal such as 2.49 with at most 2 places; "
                        + "row 2, unit 'l': expected piece or kg; row 4, tax-rate '': expected a percentage such as 19 or 5.5",
                world.refusal(CatalogFormat.CSV, rows("1,,Pen,x,19,paper,l,,", "", "2,,Ink,1,,paper,,,")));
    }

    @Test
    void aLongListOfErrorsIsCutAndALongValueToo() {
        var rows = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            rows.append(i).append(",,Pen,").append("9".repeat(60)).append(",19,paper,,,\n");
        }
        String refusal = world.refusal(CatalogFormat.CSV, rows(rows.toString()));
        assertTrue(refusal.endsWith("; and 10 more"), refusal);
        assertTrue(refusal.contains("price '" + "9".repeat(40) + "...'"), refusal);
    }

    @Test
    void aFileThatIsNoCatalogueIsRefused() {
        assertTrue(world.refusal(CatalogFormat.CSV, new byte[0]).contains("header: missing columns"));
        assertTrue(world.refusal(CatalogFormat.CSV, bytes("sku,colour\n1,red\n"))
                .contains("unknown columns [colour]"));
        assertTrue(world.refusal(CatalogFormat.CSV, bytes("sku,sku\n1,2\n")).contains("no CSV in UTF-8"));
        assertTrue(
                world.refusal(CatalogFormat.CSV, rows("\"1,,Pen,1,19,paper,,,")).contains("no CSV in UTF-8"));
        byte[] latin = (CatalogWorld.HEADER + "1,,K\u00e4se,1,19,food,,,\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(world.refusal(CatalogFormat.CSV, latin).contains("no CSV in UTF-8"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{} | articles", "null | expected an object", "[] | at ''", "{\"articles\":null} | articles",
        "{\"articles\":[null]} | /articles/0, value 'null': expected an article",
        "{\"articles\":[{}]} | /articles/0", "{\"articles\":[],\"more\":1} | more", "{ | at ''",
        "{\"articles\":[],\"quickKeys\":[null]} | /quickKeys/0, value 'null': expected a quick key",
        "{\"articles\":[],\"quickKeys\":[{\"label\":null,\"sku\":\"1\"}]} | /quickKeys/0",
        "{\"articles\":[],\"quickKeys\":[{\"label\":\"A\",\"sku\":\"1\"}]} | /quickKeys/0, quick-key '1': expected the sku of an article"})
    void brokenJsonIsRefusedWithItsPlace(String json, String why) {
        String refusal = world.refusal(CatalogFormat.JSON, bytes(json));
        assertTrue(refusal.contains(why), refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"barcodes\":[null] | barcodes 'null': expected codes",
        "\"barcodes\":[\"a b\"] | barcodes 'a b': expected 1 to 64 characters without blanks",
        "\"unit\":\"litre\" | /articles/0/unit", "\"taxRate\":null | taxRate",
        "\"salesClass\":\"A B\" | salesClass 'A B': expected 1 to 32 lower-case letters",
        "\"unitPrice\":{\"minor\":1,\"currency\":\"CHF\"} | price '0.01 CHF': expected an amount in EUR",
        "\"unitPrice\":{\"minor\":-1,\"currency\":\"EUR\"} | price '-0.01': expected an amount above 0",
        "\"unitPrice\":{\"minor\":1.5,\"currency\":\"EUR\"} | minor"})
    void aBrokenArticleInJsonIsRefused(String field, String why) {
        String key = field.substring(0, field.indexOf(':'));
        var others = new StringBuilder();
        for (String other : List.of("\"sku\":\"1\"", "\"description\":\"Pen\"", "\"taxRate\":1900",
                "\"salesClass\":\"paper\"", "\"unitPrice\":{\"minor\":1,\"currency\":\"EUR\"}")) {
            others.append(other.startsWith(key) ? "" : other + ",");
        }
        String refusal = world.refusal(CatalogFormat.JSON,
                bytes("{\"articles\":[{" + others + field + "}]}"));
        assertTrue(refusal.contains(why), refusal);
    }

    @Test
    void aQuickKeyNamesAnArticleNotABarcode() {
        String refusal = world.refusal(CatalogFormat.JSON, bytes("""
                {"articles":[{"sku":"7","barcodes":["96385074"],"description":"Pen",
                   "unitPrice":{"minor":1,"currency":"EUR"},"taxRate":550,"salesClass":"food"}],
                 "quickKeys":[{"label":"Pen","sku":"96385074"}]}"""));
        assertTrue(refusal.contains("quick-key '96385074': expected the sku of an article"), refusal);
    }

    @Test
    void moreThanTwoHundredThousandArticlesAreRefused() {
        var rows = new StringBuilder();
        for (int i = 0; i <= 200_000; i++) {
            rows.append(i).append(",,P,1,19,paper,,,\n");
        }
        assertEquals("nothing was applied: more than 200000 articles",
                world.refusal(CatalogFormat.CSV, rows(rows.toString())));
    }

    @Test
    void theExamplesOfTheReferenceAreGood() throws Exception {
        String page = Files.readString(
                Path.of(System.getProperty("product.root"), "docs", "reference", "catalog.md"));
        assertEquals(3, world.take(CatalogFormat.CSV, bytes(block(page, "```csv\n"))).articles());
        assertEquals(1, world.take(CatalogFormat.JSON, bytes(block(page, "```json\n"))).articles());
    }

    private static String block(String page, String begins) {
        int start = page.indexOf(begins) + begins.length();
        return page.substring(start, page.indexOf("```", start));
    }

    private Article find(String code) {
        return world.catalog.find(code).orElseThrow().article();
    }
}
