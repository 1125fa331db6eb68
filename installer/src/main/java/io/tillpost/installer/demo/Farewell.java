package io.tillpost.installer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.event.AttemptId;
import java.util.Locale;

/// What a visitor can look at next: one payment from tap to bank line, addresses, a call that works, paper.
final class Farewell {
    private final Console console;
    private final Places places;
    private final ConfigFiles configs;
    private final HeadOffice office;

    Farewell(Console console, Places places, ConfigFiles configs, HeadOffice office) {
        this.console = console;
        this.places = places;
        this.configs = configs;
        this.office = office;
    }

    /// One payment, followed.
    void follow(AttemptId payment) {
        console.head("Payment " + payment + ", from the tap to the bank line");
        for (JsonNode step : office.payment(payment.toString()).required("trail")) {
            console.say(
                    String.format(Locale.ROOT, "  %-10.10s  %-10s  %-48s  %s", step.required("at").asText(),
                            step.required("stage").asText(), step.required("what").asText(),
                            step.required("reference").asText()));
        }
    }

    /// Where everything is.
    ///
    /// @param running whether the programs go on
    void say(boolean running) {
        console.head("Look around");
        console.say("  receipts       " + places.receipts());
        console.say("  bank, acquirer " + places.world());
        console.say("  logs           " + places.logs());
        if (running) {
            console.say("  the till       " + configs.agentUrl() + "/till/  choose " + Business.VISITORS_TILL
                    + "; Ayşe's PIN is 1111, the supervisor Ben's 2222, the manager Chris' 3333");
            console.say("  head office    " + configs.centralUrl() + "/openapi.json");
            console.say("  the agent      " + configs.agentUrl() + "/v1/health");
            console.say("  a call that works, for some minutes:");
            console.say("    curl --cacert '" + configs.authority() + "' -H 'Authorization: "
                    + office.authorization() + "' '" + configs.centralUrl()
                    + "/v1/payments?limit=3'");
        }
    }
}
