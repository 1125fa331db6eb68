package io.tillpost.edge.till;

import io.tillpost.edge.cart.Carts;
import io.tillpost.edge.cart.LineChange;
import io.tillpost.edge.cart.PricedCart;
import io.tillpost.edge.cart.Scanned;
import io.tillpost.edge.cart.VoucherWish;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Markdown;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.CartRequests.SellVoucher;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Handler;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.ShopViews.CartView;
import io.tillpost.edge.till.ShopViews.ParkedView;
import io.tillpost.edge.till.ShopViews.SaleView;
import io.tillpost.edge.till.Views.Items;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Carts: lines, discounts, parking, and the way to a sale and back.
final class CartRoutes implements Routes {
    private static final String CART = "/v1/tills/{till}/cart";

    private final Journal journal;
    private final Shifts shifts;
    private final Shop shop;
    private final Carts carts;
    private final Receipts receipts;

    CartRoutes(Journal journal, Shifts shifts, Shop shop, Receipts receipts) {
        this.receipts = receipts;
        this.journal = journal;
        this.shifts = shifts;
        this.shop = shop;
        this.carts = shop.carts();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query(CART, this::cart),
                Route.command(CART + "/lines", with(this::addLine, this::addNeeds)).needing(Permission.SELL),
                Route.command(CART + "/lines/{line}", with(this::changeLine, CartRoutes::changeNeeds))
                        .needing(Permission.SELL),
                Route.command(CART + "/lines/{line}/remove", this::removeLine).needing(Permission.VOID_LINE),
                Route.command(CART + "/discount", this::discount).needing(Permission.DISCOUNT),
                Route.command(CART + "/vouchers", this::addVoucher).needing(Permission.SELL),
                Route.command(CART + "/park", this::park).needing(Permission.SELL),
                Route.command(CART + "/recall", this::recall).needing(Permission.SELL),
                Route.command(CART + "/ring-up-again", this::ringUpAgain).needing(Permission.SELL),
                Route.command(CART + "/void", this::abandon).needing(Permission.VOID_CART),
                Route.command(CART + "/checkout", this::checkOut).needing(Permission.SELL),
                Route.query("/v1/tills/{till}/parked", this::parked),
                Route.command("/v1/sales/{sale}/back-to-cart", this::backToCart).needing(Permission.SELL));
    }

    private Answer cart(Call call) {
        String till = knownTill(call);
        return Answer.ok(journal.read(view -> carts.open(view, till))
                .map(CartView::of)
                .orElseGet(() -> empty(till)));
    }

    private Answer parked(Call call) {
        String till = knownTill(call);
        return Answer.ok(new Items<>(
                journal.read(view -> carts.parked(view, till)).stream().map(ParkedView::of).toList()));
    }

    private Work addLine(Call call) {
        String till = call.pathParameter("till");
        var request = Requests.read(call, CartRequests.AddLine.class);
        Decision<Scanned> article = carts.article(request.code());
        return new Work(Json.write(request), unit -> {
            Carts.Added added = ProblemException.valueOf(article.then(found -> carts.add(unit, till, found,
                    request.quantityThousandths(), request.unitPrice(), cause(unit, till, call))));
            return Done.of(Answer.ok(CartView.of(added.cart(), added.line())));
        });
    }

    private @Nullable Permission addNeeds(Call call) {
        var request = Requests.read(call, CartRequests.AddLine.class);
        Money price = request.unitPrice();
        boolean other = price != null
                && carts.article(request.code()) instanceof Decision.Accepted<Scanned>(var found)
                && !found.article().openPrice() && !price.equals(found.article().unitPrice());
        return other ? Permission.PRICE_OVERRIDE : null;
    }

    private Work changeLine(Call call) {
        String till = call.pathParameter("till");
        int line = line(call);
        var request = Requests.read(call, CartRequests.ChangeLine.class);
        var discount = request.discount();
        Markdown markdown = discount == null ? null : discount.markdown("/discount");
        var change = new LineChange(request.quantityThousandths(), request.unitPrice(), markdown,
                discount != null && discount.takesAway());
        return new Work(Json.write(request), unit -> Done.of(Answer.ok(
                CartView.of(ProblemException.valueOf(carts.change(unit, till, line, change))))));
    }

    private static @Nullable Permission changeNeeds(Call call) {
        var request = Requests.read(call, CartRequests.ChangeLine.class);
        if (request.unitPrice() != null) {
            return Permission.PRICE_OVERRIDE;
        }
        return request.discount() == null ? null : Permission.DISCOUNT;
    }

    private Work removeLine(Call call) {
        String till = call.pathParameter("till");
        int line = line(call);
        var nothing = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(nothing), unit -> {
            Optional<PricedCart> left = ProblemException
                    .valueOf(carts.remove(unit, till, line, cause(unit, till, call)));
            return Done.of(Answer.ok(left.map(CartView::of).orElseGet(() -> empty(till))));
        });
    }

    private Work discount(Call call) {
        String till = call.pathParameter("till");
        var request = Requests.read(call, CartRequests.Discount.class);
        Markdown markdown = request.markdown("");
        return new Work(Json.write(request), unit -> Done.of(Answer.ok(
                CartView.of(ProblemException.valueOf(carts.discount(unit, till, markdown))))));
    }

    private Work addVoucher(Call call) {
        String till = call.pathParameter("till");
        var request = Requests.read(call, SellVoucher.class);
        TaxRate rate = request.taxRate();
        if ((request.purpose() == SellVoucher.Purpose.SINGLE) != (rate != null)) {
            throw Problem.malformed("/taxRate", "expected one for a SINGLE voucher, and none for a MULTI one")
                    .exception();
        }
        var wish = new VoucherWish(request.number(), request.amount(), rate);
        return new Work(Json.write(request), unit -> {
            Carts.Added added = ProblemException
                    .valueOf(carts.addVoucher(unit, till, wish, cause(unit, till, call)));
            return Done.of(Answer.ok(CartView.of(added.cart(), added.line())));
        });
    }

    private Work park(Call call) {
        String till = call.pathParameter("till");
        var request = Requests.read(call, CartRequests.Park.class);
        return new Work(Json.write(request), unit -> {
            var _ = ProblemException.valueOf(carts.park(unit, till, request.label()));
            return Done.of(Answer.ok(empty(till)));
        });
    }

    private Work recall(Call call) {
        String till = call.pathParameter("till");
        var request = Requests.read(call, CartRequests.Recall.class);
        return new Work(Json.write(request), unit -> Done.of(Answer.ok(
                CartView.of(ProblemException.valueOf(carts.recall(unit, till, request.cart()))))));
    }

    private Work ringUpAgain(Call call) {
        String till = call.pathParameter("till");
        var request = Requests.read(call, CartRequests.RingUpAgain.class);
        return new Work(Json.write(request), unit -> Done.of(Answer.ok(CartView.of(ProblemException.valueOf(
                carts.ringUpAgain(unit, till, request.sale(), cause(unit, till, call)))))));
    }

    private Work abandon(Call call) {
        String till = call.pathParameter("till");
        var request = Requests.read(call, CartRequests.GiveUp.class);
        return new Work(Json.write(request), unit -> {
            var _ = ProblemException
                    .valueOf(carts.abandon(unit, till, request.reason(), cause(unit, till, call)));
            return Done.of(Answer.ok(empty(till)));
        });
    }

    private Work checkOut(Call call) {
        String till = call.pathParameter("till");
        var nothing = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(nothing), unit -> {
            Sale sale = ProblemException.valueOf(carts.checkOut(unit, till, cause(unit, till, call)));
            // At once completed is one that was paid before it was rung up again.
            return Done.of(Answer.created("/v1/sales/" + sale.sale(), SaleView.of(unit, sale, shop)),
                    () -> receipts.print(sale.sale()));
        });
    }

    private Work backToCart(Call call) {
        SaleId id = Lookup.id(call, "sale", SaleId::parse);
        var nothing = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(nothing), unit -> Done.of(Answer.ok(
                CartView.of(ProblemException.valueOf(carts.backToCart(unit, id))))));
    }

    private CartView empty(String till) {
        return CartView.empty(till, Money.zero(shop.currency()));
    }

    /// Refuses a till that the store does not have.
    private String knownTill(Call call) {
        String till = call.pathParameter("till");
        if (!shifts.hasTill(till)) {
            throw Lookup.notFound("till", till);
        }
        return till;
    }

    private Cause cause(View view, String till, Call call) {
        return Lookup.cause(ProblemException.valueOf(shifts.needOpen(view, till)).operator(), call);
    }

    private static int line(Call call) {
        return Lookup.number(call, "line");
    }

    private static Handler.Command with(Handler.Command command, Function<Call, @Nullable Permission> needs) {
        return new Handler.Command() {
            @Override
            public Work read(Call call) throws InterruptedException {
                return command.read(call);
            }

            @Override
            public @Nullable Permission alsoNeeds(Call call) {
                return needs.apply(call);
            }
        };
    }
}
