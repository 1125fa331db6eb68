package io.tillpost.device.terminal.zvt.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Decodes bare messages as TCP delivers them, arbitrarily cut or joined (PA00P016, 4).
public final class TcpDecoder implements FrameDecoder {
    private byte[] pending = new byte[0];

    @Override
    public List<Received> feed(byte[] bytes) {
        byte[] all = Arrays.copyOf(pending, pending.length + bytes.length);
        System.arraycopy(bytes, 0, all, pending.length, bytes.length);
        var received = new ArrayList<Received>();
        int start = 0;
        while (true) {
            byte[] rest = Arrays.copyOfRange(all, start, all.length);
            int total = Apdu.totalLength(rest, rest.length);
            if (total < 0 || total > rest.length) {
                pending = rest;
                return received;
            }
            received.add(new Received.Message(Apdu.decode(Arrays.copyOf(rest, total))));
            start += total;
        }
    }

    @Override
    public boolean midFrame() {
        return pending.length > 0;
    }

    @Override
    public void abandon() {
        pending = new byte[0];
    }
}
