package io.tillpost.device.line.address;

import io.tillpost.device.line.Line;
import io.tillpost.device.line.LineOpener;
import io.tillpost.device.line.serial.FlowControl;
import io.tillpost.device.line.serial.Parity;
import io.tillpost.device.line.serial.SerialLine;
import io.tillpost.device.line.serial.SerialSettings;
import io.tillpost.device.line.tcp.TcpLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Where a device is reached: `serial:/dev/ttyUSB0?baud=9600&parity=none&data=8&stop=2` or `tcp:192.0.2.7:20007`. Left
/// out serial settings are 9600 baud, 8 data bits, no parity, 2 stop bits, no flow control.
public sealed interface LineAddress extends LineOpener {
    /// A serial port.
    record Serial(SerialSettings settings) implements LineAddress {
        @Override
        public Line open() throws IOException {
            return SerialLine.open(settings);
        }

        @Override
        public String toString() {
            return "serial:" + settings.device() + "?baud=" + settings.baud() + "&parity="
                    + nameOf(settings.parity()) + "&data=" + settings.dataBits()
                    + "&stop=" + settings.stopBits()
                    + (settings.flow() == FlowControl.NONE ? "" : "&flow=" + nameOf(settings.flow()));
        }
    }

    /// A TCP port on a host. `port` is 1 to 65535.
    record Tcp(String host, int port) implements LineAddress {
        private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

        public Tcp {
            if (host.isBlank()) {
                throw new IllegalArgumentException("host '" + host + "', expected a name or address");
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port " + port + ", expected 1 to 65535");
            }
        }

        @Override
        public Line open() throws IOException {
            return TcpLine.connect(host, port, CONNECT_TIMEOUT);
        }

        @Override
        public String toString() {
            return "tcp:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /// Reads an address. Refuses, naming the text and what was expected.
    static LineAddress parse(String text) {
        try {
            if (text.startsWith("serial:")) {
                return serial(text.substring("serial:".length()));
            }
            if (text.startsWith("tcp:")) {
                return tcp(text.substring("tcp:".length()));
            }
            throw new IllegalArgumentException("expected it to begin with serial: or tcp:");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("device address '" + text + "': " + e.getMessage(), e);
        }
    }

    private static Serial serial(String text) {
        int question = text.indexOf('?');
        String device = question < 0 ? text : text.substring(0, question);
        Map<String, String> given = question < 0 ? Map.of() : parameters(text.substring(question + 1));
        SerialSettings usual = SerialSettings.zvt(device);
        return new Serial(new SerialSettings(device, number(given, "baud", usual.baud()),
                number(given, "data", usual.dataBits()),
                named("parity", Parity.values(), given.getOrDefault("parity", "none")),
                number(given, "stop", usual.stopBits()),
                named("flow", FlowControl.values(), given.getOrDefault("flow", "none"))));
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2 || !parts[0].matches("baud|parity|data|stop|flow")) {
                throw new IllegalArgumentException(
                        "'" + pair + "', expected baud=, parity=, data=, stop= or flow=");
            }
            if (parameters.put(parts[0], parts[1]) != null) {
                throw new IllegalArgumentException("'" + parts[0] + "' is given twice, expected once");
            }
        }
        return parameters;
    }

    private static int number(Map<String, String> given, String key, int usual) {
        String value = given.get(key);
        return value == null ? usual : number(key, value);
    }

    private static int number(String key, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " '" + value + "', expected a whole number", e);
        }
    }

    private static <E extends Enum<E>> E named(String key, E[] known, String value) {
        for (E one : known) {
            if (nameOf(one).equals(value)) {
                return one;
            }
        }
        throw new IllegalArgumentException(key + " '" + value + "', expected one of "
                + Arrays.stream(known).map(LineAddress::nameOf).collect(Collectors.joining(", ")));
    }

    private static String nameOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Tcp tcp(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no port, expected tcp:host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Tcp(host, number("port", text.substring(colon + 1)));
    }
}
