package io.tillpost.device.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Code128Test {
    private static final List<Arguments> SYMBOLS = List.of(
            arguments("AIM", "D21463115D8BB18EB"),
            arguments("hamburg-1/12",
                    "D2130A587BA90D3CA4F4D09B939AE64E6CE518B1D6"),
            arguments("hamburg-1-refunds/12345",
                    "D2130A587BA90D3CA4F4D09B939A6E49EB216127961484D792E64E6BBDDBAEC588C758"),
            arguments("12345",
                    "D396722C5EEDC9D631D6"),
            arguments("1234a",
                    "D396722C5EE961D331D6"),
            arguments("x1234y",
                    "D21E4AEF59C8B17BB6F6E8C758"),
            arguments("a{b}~",
                    "D212C3DB486A3D17B7163AC"),
            arguments("12",
                    "D396726763AC"),
            arguments(
                    "000102030405060708091011121314151617181920212223242526272829303132333435363738394041424344"
                            + "4546474849",
                    "D39B3336666931232264C898919324644C496726E4CEB993B273672CB993B72674EDDD3396726EC9CD3996D8D8"
                            + "D8DA8C45888D62234462D118A3115B8B1D1BAEC5C68EDDDB47628C758"),
            arguments(
                    "505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394"
                            + "9596979899",
                    "D398BB746E2DDDD63A3716ED1D8B8D77AC85E2A9850C96121A16426B21612684C28690CB09650F758523D53C97"
                            + "927AF24F49E5E93CA792DBDBDBDB578A3D17AF45E2F51E8AEF518C758"),
            arguments("ab !\"#$%&'()*+,-./:;<=>?@ABCDEFGHIJKLMNOc",
                    "D212C2436CCCD999A4C48C89932262464C919131259C9B933AE6726EC9CD3996D8D8D8DA8C45888D62234462D1"
                            + "18A3115B8B1D1BAEC5C68ED0B21A63AC"),
            arguments("abPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~c",
                    "D212C243776D1D8BB746E2DDDD63A3716ED1D8B8D77AC85E2A9850C96121A16426B21612684C28690CB09650F7"
                            + "58523D53C97927AF24F49E5E93CA792DBDBDBDB578A3D17A16614C758"));

    static List<Arguments> symbols() {
        return SYMBOLS;
    }

    /// "AIM" is figure 1 of ISO/IEC 15417:2007; the others are as zint 2.11.1 draws them (`zint -b CODE128 --dump`): one bit per
    /// module, filled up with zeros. Together they have every character of both code sets.
    @ParameterizedTest
    @MethodSource("symbols")
    void theBarsAreThoseOfTheStandardAndOfAnIndependentEncoder(String text, String modules) {
        var symbol = Code128.of(text).orElseThrow();
        var drawn = BigInteger.ZERO;
        for (var bar : symbol.bars()) {
            for (int i = 0; i < bar.width(); i++) {
                drawn = drawn.setBit(4 * modules.length() - 1 - bar.left() - i);
            }
        }
        assertEquals(new BigInteger(modules, 16), drawn);
        assertEquals(text, symbol.text());
        var last = symbol.bars().getLast();
        assertEquals(symbol.modules(), last.left() + last.width());
    }

    /// The first three are worked out on barcoderesource.com and, for a start in set A, barcodeisland.com.
    @ParameterizedTest
    @CsvSource({"abcdef,97", "345678,73", "HI345678,68"})
    void theCheckCharacterIsTheWeightedSumModulo103(String text, int check) {
        assertEquals(check, Code128.of(text).orElseThrow().check());
    }

    @ParameterizedTest
    @CsvSource({
        "hamburg-1/12,         14",
        "hamburg-1/123,        15",
        "hamburg-1/1234,       15",
        "hamburg-1/12345,      16",
        "hamburg-1/1234567890, 18",
        "1234/ab,               8",
        "12,                    3",
        "123,                   5"})
    void digitsAreWrittenInPairsWhereThatIsShorter(String text, int charactersWithStartAndCheck) {
        assertEquals(charactersWithStartAndCheck * 11 + 13, Code128.of(text).orElseThrow().modules());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "käse/1", "a\tb", "a\u007f"})
    void whatTheCodeSetsDoNotHaveIsNoSymbol(String text) {
        assertEquals(Optional.empty(), Code128.of(text));
    }

    @Test
    void charactersThatAreNoSymbolAreRefused() {
        for (List<Integer> values : List.of(List.of(Code128.START_B), List.of(1, 2), List.of(103, 33),
                List.of(Code128.START_B, 95), List.of(Code128.START_B, 104),
                List.of(Code128.START_C, 101), List.of(Code128.START_C, -1))) {
            assertThrows(IllegalArgumentException.class, () -> new Code128(values), values.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "58 mm,                384, h/1,                   3",
        "58 mm,                384, hamburg-1/12,          2",
        "58 mm,                384, hamburg-1/123456,      2",
        "58 mm,                384, hamburg-1/1234567,     0",
        "80 mm at 180 dpi,     512, hamburg-1/12,          2",
        "80 mm at 180 dpi,     512, till-1/12,             3",
        "80 mm at 180 dpi,     512, hamburg-1-refunds/12,  2",
        "80 mm at 180 dpi,     512, hamburg-1-e2k7q-r/123, 0",
        "80 mm at 203 dpi,     576, hamburg-1-e2k7q-r/123, 2",
        "no bars at all,         0, h/1,                   0"})
    void modulesAreAsWideAsThePaperAndItsEdgesAllow(String paper, int dots, String text, int module) {
        assertEquals(module == 0 ? OptionalInt.empty() : OptionalInt.of(module),
                new PaperWidth(42, dots).moduleDots(Code128.of(text).orElseThrow()), paper);
    }
}
