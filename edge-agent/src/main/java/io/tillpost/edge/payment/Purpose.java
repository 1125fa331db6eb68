package io.tillpost.edge.payment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.RefundId;

/// What an attempt is for, and so who has to hear what became of it.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "for")
@JsonSubTypes({@JsonSubTypes.Type(value = Purpose.Payment.class, name = "payment"),
    @JsonSubTypes.Type(value = Purpose.PayOut.class, name = "pay-out"),
    @JsonSubTypes.Type(value = Purpose.TakeBack.class, name = "take-back"),
    @JsonSubTypes.Type(value = Purpose.GiveBack.class, name = "give-back"),
    @JsonSubTypes.Type(value = Purpose.SendBack.class, name = "send-back")})
public sealed interface Purpose {
    /// How the terminal has to move the money.
    AttemptKind kind();

    /// A sale is paid.
    record Payment() implements Purpose {
        @Override
        public AttemptKind kind() {
            return AttemptKind.CHARGE;
        }
    }

    /// A refund is paid out to a card.
    record PayOut(RefundId refund) implements Purpose {
        @Override
        public AttemptKind kind() {
            return AttemptKind.REFUND;
        }
    }

    /// A refund takes the one charge back that paid its whole sale.
    record TakeBack(RefundId refund, AttemptId charge) implements Purpose {
        @Override
        public AttemptKind kind() {
            return AttemptKind.REVERSAL;
        }
    }

    /// A sale that is not completed gives one of its card tenders back.
    ///
    /// @param tender its place among the sale's tenders, from 0
    record GiveBack(int tender, AttemptId charge) implements Purpose {
        @Override
        public AttemptKind kind() {
            return AttemptKind.REVERSAL;
        }
    }

    /// The same where the terminal cannot take the charge back any more: the amount goes to a card as a transaction of its
    /// own.
    record SendBack(int tender, AttemptId charge) implements Purpose {
        @Override
        public AttemptKind kind() {
            return AttemptKind.REFUND;
        }
    }
}
