package io.tillpost.protocol.card;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What follows the check digits in each country, by the SWIFT IBAN registry (ISO 13616, release 100): so many digits `n`,
/// letters `a`, or letters and digits `c`. Countries that use such numbers without having registered them are not here.
final class IbanRegistry {
    private static final int COUNTRY_CHARS = 2;
    private static final int CHECK_DIGITS = 2;

    private static final Map<String, Pattern> STRUCTURES = """
            AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BI23n BR23n1a1c BY4c4n16c CH5n12c CR18n
            CY8n16c CZ20n DE18n DJ23n DK14n DO4c20n EE16n EG25n ES20n FI14n FK2a12n FO14n FR10n11c2n GB4a14n GE2a16n
            GI4a15c GL14n GR7n16c GT24c HN4a20n HR17n HU24n IE4a14n IL19n IQ4a15n IS22n IT1a10n12c JO4a4n18c KW4a22c
            KZ3n13c LB4n20c LC4a24c LI5n12c LT16n LU3n13c LV4a13c LY21n MC10n11c2n MD20c ME18n MK3n10c2n MN16n MR23n
            MT4a5n18c MU4a19n3a NI4a20n NL4a10n NO11n OM3n16c PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n
            RU14n15c SA2n18c SC4a20n3a SD14n SE20n SI15n SK20n SM1a10n12c SO19n ST21n SV4a20n TL19n TN20n TR6n16c
            UA6n19c VA18n VG4a16n XK16n YE4a4n18c
            """
            .lines()
            .flatMap(line -> Pattern.compile(" ").splitAsStream(line))
            .collect(Collectors.toUnmodifiableMap(entry -> entry.substring(0, COUNTRY_CHARS),
                    entry -> structure(entry.substring(COUNTRY_CHARS))));

    private IbanRegistry() {}

    /// Whether the word is as long and as made up as its country has it.
    static boolean fits(CharSequence word) {
        if (word.length() < COUNTRY_CHARS) {
            return false;
        }
        Pattern structure = STRUCTURES.get(word.subSequence(0, COUNTRY_CHARS).toString());
        return structure != null && structure.matcher(word).region(COUNTRY_CHARS, word.length()).matches();
    }

    private static Pattern structure(String account) {
        return Pattern.compile("[0-9]{" + CHECK_DIGITS + "}" + account.replaceAll("([0-9]+)n", "[0-9]{$1}")
                .replaceAll("([0-9]+)a", "[A-Z]{$1}")
                .replaceAll("([0-9]+)c", "[A-Z0-9]{$1}"));
    }
}
