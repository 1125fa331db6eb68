package io.tillpost.edge;

import io.tillpost.edge.command.Commands;
import io.tillpost.edge.enrolment.Renewal;
import io.tillpost.edge.settings.Settings;
import io.tillpost.edge.sync.Downstream;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.Downlink.Welcome;
import org.jspecify.annotations.Nullable;

/// Brings what head office says to the rooms that act on it, and that it says nothing.
record FromHeadOffice(Commands commands, Settings settings, @Nullable Renewal renewal) implements Downstream {
    @Override
    public void came(CommandMessage message) {
        commands.came(message);
    }

    @Override
    public void cameConfiguration(String signed) {
        settings.offer(signed);
    }

    @Override
    public void welcomed(Welcome welcome) {
        commands.welcomed();
        if (renewal != null) {
            renewal.heard();
        }
    }

    @Override
    public void unheard() {
        if (renewal != null) {
            renewal.unheard();
        }
    }

    @Override
    public long configVersion() {
        return settings.version();
    }
}
