package io.tillpost.device.line.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.tillpost.device.line.Line;
import io.tillpost.device.line.LineLostException;
import io.tillpost.device.line.WriteWatchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// A serial port, opened for this program alone. Call from platform threads: a native read or write holds its carrier.
public final class SerialLine implements Line {
    static {
        PrivateNativeLibrary.use();
    }

    /// jSerialComm's read timeouts have this granularity; protocol timers above run on their own clock.
    private static final int READ_SLICE_MS = 100;
    private static final int READ_BUFFER_BYTES = 4096;
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private final SerialPort port;
    private final String name;
    private final WriteWatchdog watchdog;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final byte[] buffer = new byte[READ_BUFFER_BYTES];

    private SerialLine(SerialPort port, String name) {
        this.port = port;
        this.name = name;
        this.watchdog = new WriteWatchdog(name, this::closePort);
    }

    /// Opens the port raw. Fails with the port's name if it is missing, busy or not permitted.
    public static SerialLine open(SerialSettings settings) throws IOException {
        SerialPort port;
        try {
            port = SerialPort.getCommPort(settings.device());
        } catch (SerialPortInvalidPortException e) {
            throw new IOException("serial port " + settings.device() + " is not there", e);
        }
        port.setComPortParameters(settings.baud(), settings.dataBits(), stopBits(settings), parity(settings));
        if (settings.flow() == FlowControl.DTRDSR && !WINDOWS) {
            throw new IOException("serial port " + settings.device()
                    + " cannot be held up by DTR/DSR on this system; connect the device's wire to CTS"
                    + " and set flow=rtscts");
        }
        port.setFlowControl(flowControl(settings));
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_SLICE_MS, 0);
        if (!port.openPort(0)) {
            throw new IOException("serial port " + settings.device() + " cannot be opened: error "
                    + port.getLastErrorCode() + " (missing, in use or not permitted)");
        }
        return new SerialLine(port, settings.device());
    }

    @Override
    public byte[] read(Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            int waiting = orLost(port.bytesAvailable());
            if (waiting == 0 && timeout.isZero()) {
                return new byte[0];
            }
            // Without waiting bytes the read may take a whole slice; it returns as soon as one byte comes.
            int wanted = Math.clamp(waiting, 1, buffer.length);
            int count = orLost(port.readBytes(buffer, wanted));
            if (count > 0) {
                byte[] read = Arrays.copyOf(buffer, count);
                // A terminal may have said a card number: nothing of it stays behind.
                Arrays.fill(buffer, 0, count, (byte) 0);
                return read;
            }
            if (System.nanoTime() - end >= 0) {
                return new byte[0];
            }
        }
    }

    @Override
    public void write(byte[] bytes, Duration deadline) throws IOException {
        Future<?> guard = watchdog.arm(deadline);
        try {
            int sent = 0;
            while (sent < bytes.length) {
                sent += orLost(port.writeBytes(bytes, bytes.length - sent, sent));
            }
        } finally {
            guard.cancel(false);
        }
    }

    private int orLost(int result) throws LineLostException {
        if (watchdog.fired()) {
            throw new LineLostException("serial port " + name + " took no bytes in time and was closed");
        }
        if (result < 0 || closed.get()) {
            closePort();
            throw new LineLostException("serial port " + name + " is gone");
        }
        return result;
    }

    @Override
    public void close() {
        closePort();
        watchdog.close();
    }

    private void closePort() {
        if (closed.compareAndSet(false, true)) {
            port.closePort();
        }
    }

    private static int stopBits(SerialSettings settings) {
        // TWO_STOP_BITS is the constant 3; passing 2 would silently set one.
        return settings.stopBits() == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT;
    }

    private static int flowControl(SerialSettings settings) {
        return switch (settings.flow()) {
            case NONE -> SerialPort.FLOW_CONTROL_DISABLED;
            case RTSCTS -> SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED;
            case DTRDSR -> SerialPort.FLOW_CONTROL_DTR_ENABLED | SerialPort.FLOW_CONTROL_DSR_ENABLED;
            // What we are sent is short: nobody is held up by us, so that no byte of a picture is one of these two.
            case XONXOFF -> SerialPort.FLOW_CONTROL_XONXOFF_OUT_ENABLED;
        };
    }

    private static int parity(SerialSettings settings) {
        return switch (settings.parity()) {
            case NONE -> SerialPort.NO_PARITY;
            case ODD -> SerialPort.ODD_PARITY;
            case EVEN -> SerialPort.EVEN_PARITY;
        };
    }
}
