package io.tillpost.central.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BankAccountTest {
    /// The second is of a country that uses such numbers and has not registered them.
    @ParameterizedTest
    @ValueSource(strings = {"AT422011100280000093", "AO06004400006729503010102", "0044-1234.X", "US4455"})
    void anIbanOfAnyCountryOrTheBanksOwnNumberIsTaken(String number) {
        assertEquals(number, account(number).iban());
    }

    @Test
    void anIbanWithOtherCheckDigitsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> account("AT432011100280000093"));
        assertThrows(IllegalArgumentException.class, () -> account("AO07004400006729503010102"));
    }

    private static BankAccount account(String number) {
        return new BankAccount(number, "acme", Currency.getInstance("EUR"), "Acme");
    }
}
