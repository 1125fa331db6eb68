package io.tillpost.edge.catalog;

import static io.tillpost.edge.catalog.CatalogWorld.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tillpost.edge.catalog.WeighedBarcode.Holds;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How articles are found: by code, by a scale's label, by words.
class ScanAndSearchTest {
    @TempDir
    private Path folder;
    private CatalogWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new CatalogWorld(folder,
                List.of(new WeighedBarcode("22", Holds.PRICE), new WeighedBarcode("28", Holds.WEIGHT)));
        var _ = world
                .take(rows("123,,Brötchen,0.45,7,food,,,", "124,4006381333931,Weißbrot groß,2.95,7,food,,,",
                        "125,,Groß-Gerauer Brot,3.95,7,food,,,", "00042,,Käse jung,19.99,7,food,kg,,",
                        "126,,Crème brûlée,3.50,7,food,,,", "127,2200777012345,Own label,1,7,food,,,"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"brot | 123 125", "BRÖTCH | 123", "brotch | 123",
        "weissbrot | 124", "weiß gro | 124", "gro | 125 124", "gro bro | 125", "creme brulee | 126",
        "brulee | 126",
        "rot | ''", "brot käse | ''", "4006381 | 124", "42 | ''", "00042 | 00042", "' ' | ''", "- | ''"})
    void wordsAreFoundByTheirBeginningsWhateverCaseAndAccents(String query, String skus) {
        assertEquals(skus,
                String.join(" ", world.catalog.search(query, 20).stream().map(Article::sku).toList()));
    }

    @Test
    void whatBeginsWithTheWholeQueryComesFirstThenByName() {
        var _ = world
                .take(rows("1,,Red tea,1,7,food,,,", "2,,Tea red,1,7,food,,,", "3,,Tea black,1,7,food,,,",
                        "4,,Apple tea,1,7,food,,,"));
        assertEquals(List.of("3", "2", "4", "1"), skus("tea", 20));
        assertEquals(List.of("3", "2"), skus("tea", 2));
        assertEquals(List.of("2", "1"), skus("tea red", 20));
        assertEquals(List.of(), skus("tea", 0));
    }

    @Test
    void anArticleIsFoundByNumberAndByBarcode() {
        assertEquals("124", scan("124").article().sku());
        assertEquals("124", scan("4006381333931").article().sku());
        assertEquals(Optional.empty(), world.catalog.find("4006381333932"));
        assertEquals(Optional.empty(), world.catalog.find(""));
    }

    @Test
    void aLabelSaysItsWeight() {
        Scan scan = scan("2800042003452");
        assertEquals("00042", scan.article().sku());
        assertEquals(345L, scan.thousandths());
        assertNull(scan.price());
    }

    @Test
    void aLabelSaysItsPriceAndItsNumberMayHaveLeadingZeros() {
        Scan scan = scan("22001230024" + "5" + Gtin.checkDigit("2200123002450"));
        assertEquals("123", scan.article().sku());
        assertEquals(Money.of(245, "EUR"), scan.price());
        assertNull(scan.thousandths());
    }

    @Test
    void aCodeOfTheCatalogueIsNoLabel() {
        Scan scan = scan("2200777012345");
        assertEquals("127", scan.article().sku());
        assertNull(scan.price());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2800042003453", "2900042003459", "280004200345", "28000420034500",
        "2800099003450",
        "28000420o3450"})
    void whatIsNoLabelFindsNothing(String code) {
        assertEquals(Optional.empty(), world.catalog.find(code));
    }

    private List<String> skus(String query, int limit) {
        return world.catalog.search(query, limit).stream().map(Article::sku).toList();
    }

    private Scan scan(String code) {
        return world.catalog.find(code).orElseThrow();
    }
}
