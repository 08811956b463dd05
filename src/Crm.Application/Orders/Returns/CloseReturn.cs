using Crm.Application.Catalog.Stock;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Privacy;
using Crm.Application.Orders.Lines;
using Crm.Application.Orders.Orders;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Orders;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Returns;

/// <summary>Settles the return: goods go back into stock or, mended, to the customer, money is given back, goods to be exchanged are ordered. All of it happens, or nothing.</summary>
public sealed record CloseReturn : CommandOn<Return>, IRequest<ReturnDetails>
{
    /// <summary>What the customer gets in exchange; the same products and quantities at a price of zero when left out.</summary>
    public IReadOnlyList<ExchangeLineInput>? Exchange { get; init; }
}

/// <param name="UnitPrice">What the customer pays besides for one unit, in the order's currency; nothing when left out.</param>
public sealed record ExchangeLineInput(Id<Product> ProductId, decimal Quantity, UnitPrice? UnitPrice = null);

internal sealed class CloseReturnValidator : AbstractValidator<CloseReturn>
{
    public CloseReturnValidator()
    {
        RuleFor(c => c.Exchange).NotEmptyList().When(c => c.Exchange is not null).AtMost(Return.LinesMax);
        RuleForEach(c => c.Exchange).ChildRules(l =>
        {
            l.RuleFor(x => x.Quantity).Within(0.001m, Quantity.Max, Quantity.Scale);
            l.RuleFor(x => x.UnitPrice).Sensible();
        });
    }
}

internal sealed class CloseReturnHandler(ICrmDb db, ICurrentUser caller, INumbers numbers, TimeProvider clock) : IRequestHandler<CloseReturn, ReturnDetails>
{
    public async Task<ReturnDetails> Handle(CloseReturn c, CancellationToken ct)
    {
        var (rma, order) = await db.LoadWithOrder(c.Id, ct);
        if (rma.Status != ReturnStatus.Closed)
        {
            await Settle(c, rma, order, clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
        }
        return await ReturnDetails.Read(db, c.Id, ct);
    }

    private async Task Settle(CloseReturn c, Return rma, Order order, DateTimeOffset now, CancellationToken ct)
    {
        var settlement = rma.Close(order, now);
        if (settlement.Refund > 0) Refund(await FirstMethod(order.Id, ct), settlement.Refund);
        if (settlement.StoreCredit > 0) Refund(PaymentMethod.StoreCredit, settlement.StoreCredit);
        if (c.Exchange is not null && settlement.Exchanges.Count == 0) throw ReturnErrors.NothingToExchange;
        var exchange = settlement.Exchanges.Count == 0 ? null : await DraftExchange(c, settlement, rma, order, now, ct);
        // Both orders' goods at once, because stock is locked in the order of the products; what comes back first may go out again.
        await db.HoldStock([.. order.Lines.Concat(exchange?.Lines ?? []).Select(l => l.ProductId).OfType<Id<Product>>()], ct);
        await db.MoveStock(order, caller.Id, now, ct);
        if (exchange is null) return;
        await db.Place(exchange, placedAt: null, caller.Id, now, ct);
        db.Orders.Add(exchange);

        void Refund(PaymentMethod method, decimal amount) => db.Payments.Add(Payment.Refund(
            order, new PaymentData { Method = method, Amount = amount, Currency = order.Currency, Reference = rma.Number }, rma, now));
    }

    private async Task<PaymentMethod> FirstMethod(Id<Order> order, CancellationToken ct) =>
        await db.Payments.Unrestricted().Where(p => p.OrderId == order && p.Kind == PaymentKind.Payment).OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id)
            .Select(p => (PaymentMethod?)p.Method).FirstOrDefaultAsync(ct) ?? PaymentMethod.Other;

    private async Task<Order> DraftExchange(CloseReturn c, ReturnSettlement settlement, Return rma, Order order, DateTimeOffset now, CancellationToken ct)
    {
        await db.EnsureNotErased(order.CustomerId, ct);
        var exchange = Order.DraftExchange(await numbers.Next(NumberSeries.Order, now.Year, ct), order, rma);
        if (c.Exchange is null)
        {
            var same = await Products(db.Products.WithArchived(), settlement.Exchanges.Select(g => g.ProductId!.Value), ct);
            foreach (var goods in settlement.Exchanges)
                exchange.AddLine(new() { Quantity = goods.Quantity, UnitPrice = 0 }, same[goods.ProductId!.Value], caller.Id, now);
            return exchange;
        }
        var others = await Products(db.Products, c.Exchange.Select(w => w.ProductId), ct);
        for (var i = 0; i < c.Exchange.Count; i++)
        {
            var wanted = c.Exchange[i];
            if (!others.TryGetValue(wanted.ProductId, out var product)) throw InvalidInput.UnknownReference($"/exchange/{i}/productId", nameof(Product));
            exchange.AddLine(new() { Quantity = wanted.Quantity, UnitPrice = wanted.UnitPrice?.In(order.Currency, $"/exchange/{i}") ?? 0 }, product, caller.Id, now);
        }
        return exchange;
    }

    private static Task<Dictionary<Id<Product>, Product>> Products(IQueryable<Product> among, IEnumerable<Id<Product>> wanted, CancellationToken ct)
    {
        Id<Product>[] ids = [.. wanted.Distinct()];
        return among.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
    }
}
