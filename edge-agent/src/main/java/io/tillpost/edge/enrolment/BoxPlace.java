package io.tillpost.edge.enrolment;

import io.tillpost.protocol.enrol.EnrolmentReply;
import java.util.ArrayList;

/// Which box this is.
public record BoxPlace(String tenant, String store, String agent) {
    static BoxPlace of(EnrolmentReply reply) {
        return new BoxPlace(reply.tenant(), reply.store(), reply.agent());
    }

    /// Throws [EnrolmentException] when `enrolled`, head office's word, is another place than this, the configuration's.
    public void mustBe(BoxPlace enrolled) throws EnrolmentException {
        var differences = new ArrayList<String>();
        note(differences, "tenant", tenant, enrolled.tenant);
        note(differences, "store", store, enrolled.store);
        note(differences, "agent", agent, enrolled.agent);
        if (!differences.isEmpty()) {
            throw new EnrolmentException(
                    "the configuration is of another box than the one that head office enrolled: "
                            + String.join(", ", differences)
                            + "; correct the configuration, or enrol this box again with a code for this place");
        }
    }

    private static void note(ArrayList<String> differences, String key, String here, String there) {
        if (!here.equals(there)) {
            differences.add("place." + key + " is '" + here + "', head office says '" + there + "'");
        }
    }
}
