package io.tillpost.edge.till;

import io.tillpost.edge.operator.Operator;
import io.tillpost.edge.operator.Operators;
import java.util.List;

/// What a till asks before anybody has signed in.
final class SetupRoutes implements Routes {
    private final TillSetup setup;
    private final Operators operators;

    SetupRoutes(TillSetup setup, Operators operators) {
        this.setup = setup;
        this.operators = operators;
    }

    private record SetupView(String store, String currency, int currencyDigits, int cashRoundingMinor,
            boolean blindCount, boolean pricesIncludeTax, List<TillSetup.Till> tills,
            List<OperatorView> operators, String softwareVersion) {}

    private record OperatorView(String operator, String title, String role) {}

    @Override
    public List<Route> routes() {
        return List.of(Route.open("/v1/till-setup", this::setup));
    }

    private Answer setup(Call call) {
        return Answer.ok(new SetupView(setup.store(), setup.currency().getCurrencyCode(),
                setup.currency().getDefaultFractionDigits(), setup.cashRoundingMinor(), setup.blindCount(),
                setup.pricesIncludeTax(), setup.tills(),
                operators.all()
                        .stream()
                        .filter(Operator::enabled)
                        .map(one -> new OperatorView(one.operator(), one.title(), one.role().wireName()))
                        .toList(),
                setup.softwareVersion()));
    }
}
