package io.tillpost.protocol.sync;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.event.Names;
import java.util.UUID;

/// What head office tells an agent about commands, on [Topics#command()].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({@JsonSubTypes.Type(value = CommandMessage.Issue.class, name = "issue"),
    @JsonSubTypes.Type(value = CommandMessage.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = CommandMessage.Taken.class, name = "taken")})
public sealed interface CommandMessage {
    /// Whom it is for: a store may have several agents, which hear the same topic.
    String agent();

    /// Do this. The same one is sent again until a report has come.
    record Issue(Command command) implements CommandMessage {
        @Override
        public String agent() {
            return command.agent();
        }
    }

    /// Do not begin this one. Answered with a report, `CANCELLED` or what had become of it already.
    record Cancel(UUID command, String agent) implements CommandMessage {
        public Cancel {
            Names.check("agent", agent);
        }
    }

    /// A report of this end is committed at head office and need not be said again.
    record Taken(UUID command, String agent, CommandState state) implements CommandMessage {
        public Taken {
            Names.check("agent", agent);
        }
    }
}
