package io.tillpost.device.line.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.serial.FlowControl;
import io.tillpost.device.line.serial.Parity;
import io.tillpost.device.line.serial.SerialSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineAddressTest {
    @Test
    void aSerialPortWithoutSettingsIsSetAsZvtAsks() {
        assertEquals(new LineAddress.Serial(new SerialSettings("/dev/ttyUSB0", 9600, 8, Parity.NONE, 2,
                FlowControl.NONE)),
                LineAddress.parse("serial:/dev/ttyUSB0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial:/dev/ttyUSB0?baud=115200&parity=even&data=7&stop=1",
        "serial:COM3?baud=9600&parity=none&data=8&stop=2",
        "serial:/dev/ttyS1?baud=115200&parity=none&data=8&stop=1&flow=rtscts",
        "serial:COM4?baud=9600&parity=none&data=8&stop=1&flow=dtrdsr",
        "serial:/dev/ttyS1?baud=9600&parity=none&data=8&stop=1&flow=xonxoff",
        "tcp:192.0.2.7:20007", "tcp:[2001:db8::7]:9100"})
    void anAddressReadsBackAsItIsWritten(String text) {
        assertEquals(text, LineAddress.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            /dev/ttyUSB0, begin with serial: or tcp:
            serial:, expected e.g. /dev/ttyUSB0
            serial:COM3?baud=fast, "baud 'fast', expected a whole number"
            serial:COM3?baud=1, "baud 1, expected 300 to 4000000"
            serial:COM3?parity=mark, "parity 'mark', expected one of none, odd, even"
            serial:COM3?data=9, "data 9, expected 7 or 8 bits"
            serial:COM3?stop=3, "stop 3, expected 1 or 2 bits"
            serial:COM3?flow=hardware, "flow 'hardware', expected one of none, rtscts, dtrdsr, xonxoff"
            serial:COM3?speed=9600, "'speed=9600', expected baud="
            serial:COM3?baud=9600&baud=9600, "'baud' is given twice"
            tcp:192.0.2.7, "no port, expected tcp:host:port"
            tcp:192.0.2.7:0, "port 0, expected 1 to 65535"
            tcp::20007, "host '', expected a name"
            """)
    void aWrongAddressIsRefusedWithItsTextAndWhatWasExpected(String text, String expected) {
        var refused = assertThrows(IllegalArgumentException.class, () -> LineAddress.parse(text));
        assertTrue(refused.toString().contains("'" + text + "'"), refused::toString);
        assertTrue(refused.toString().contains(expected), refused::toString);
    }
}
