package io.tillpost.central.broker;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTLogger;
import org.apache.activemq.artemis.core.server.ActiveMQServerLogger;

/// Takes out of Artemis' log what is no news: its life story at INFO, and warnings about what is meant to be so.
final class ArtemisLog {
    /// No dead letter address, no expiry address (nothing is ever moved aside); a refused client (we say who and why);
    /// an acknowledgement that comes while the journal closes (the message is delivered again).
    private static final List<String> NO_NEWS = List.of("AMQ222165", "AMQ222166", "AMQ222216", "AMQ222153");

    /// Held, because the JDK forgets level and filter of a logger that nobody holds.
    private static final Logger ALL = Logger.getLogger("org.apache.activemq");
    private static final Logger SERVER = Logger.getLogger(ActiveMQServerLogger.class.getPackageName());
    private static final Logger MQTT = Logger.getLogger(MQTTLogger.class.getPackageName());

    private ArtemisLog() {}

    static void quiet() {
        ALL.setLevel(Level.WARNING);
        Filter news = ArtemisLog::isNews;
        SERVER.setFilter(news);
        MQTT.setFilter(news);
    }

    private static boolean isNews(LogRecord entry) {
        String text = String.valueOf(entry.getMessage());
        return !(entry.getThrown() instanceof KeptQueues.KeptException)
                && NO_NEWS.stream().noneMatch(text::startsWith);
    }
}
