using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Orders.Lines;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;

namespace Crm.Application.Orders.Orders;

/// <summary>An order, whole.</summary>
/// <param name="Fulfilment">How far the goods are; follows from the lines.</param>
/// <param name="Payment">How what came in stands to what is owed; follows from the payments.</param>
/// <param name="Net">The sum of the lines' rounded net amounts; so are tax and gross.</param>
/// <param name="Credited">The gross of returned goods that the customer needn't pay.</param>
/// <param name="Paid">Received less refunded.</param>
/// <param name="Due">Still to pay: gross less credited less paid, nothing for a cancelled order; negative when the customer gets something back.</param>
/// <param name="Hold">Why nothing leaves; null when the order is not on hold.</param>
/// <param name="Revision">0 as a draft, 1 as placed, one more with every change of what the customer agreed to.</param>
/// <param name="ReplacesReturnId">The return whose goods this order replaces.</param>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record OrderDetails(
    Id<Order> Id,
    int Version,
    string Number,
    Id<Customer> CustomerId,
    Id<Contact>? ContactId,
    OrderChannel Channel,
    string Currency,
    PostalAddress? BillingAddress,
    PostalAddress? ShippingAddress,
    DateOnly? RequestedOn,
    Id<User>? OwnerId,
    string? CustomerReference,
    [Restrictable] string? Notes,
    IReadOnlyList<string> Tags,
    CustomFields CustomFields,
    IReadOnlyList<ExternalIdInput> ExternalIds,
    OrderStatus Status,
    Fulfilment Fulfilment,
    PaymentState Payment,
    Money Net,
    Money Tax,
    Money Gross,
    Money Credited,
    Money Paid,
    Money Due,
    OrderHold? Hold,
    int Revision,
    DateTimeOffset? PlacedAt,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? CancelledAt,
    string? CancellationReason,
    Id<Return>? ReplacesReturnId,
    IReadOnlyList<OrderLineDetails> Lines,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    /// <summary>What other systems call it.</summary>
    public IReadOnlyList<ExternalIdInput> ExternalIds { get; } = ExternalIdInput.Sorted(ExternalIds);

    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Order, OrderDetails>()
            .ForCtorParam(nameof(ExternalIds), o => o.MapFrom(x => x.ExternalIds))
            .ForCtorParam(nameof(Payment), o => o.MapFrom(x => x.PaymentState))
            .ForCtorParam(nameof(Net), o => o.MapFrom(x => new Money(x.Net, x.Currency)))
            .ForCtorParam(nameof(Tax), o => o.MapFrom(x => new Money(x.Tax, x.Currency)))
            .ForCtorParam(nameof(Gross), o => o.MapFrom(x => new Money(x.Gross, x.Currency)))
            .ForCtorParam(nameof(Credited), o => o.MapFrom(x => new Money(x.Credited, x.Currency)))
            .ForCtorParam(nameof(Paid), o => o.MapFrom(x => new Money(x.Received - x.Refunded, x.Currency)))
            .ForCtorParam(nameof(Due), o => o.MapFrom(OrderMoney.Due))
            .ForCtorParam(nameof(Hold), o => o.MapFrom(x => x.HoldReason == null ? null : new OrderHold(x.HoldReason.Value, x.HoldNote)))
            .ForCtorParam(nameof(Lines), o => o.MapFrom(x => x.Lines.OrderBy(l => l.Position).Select(l => new OrderLineDetails(
                l.Id, l.Position, l.Kind, l.ProductId, l.Sku, l.Text, l.NeedsShipping, l.Quantity, new UnitPrice(l.UnitPrice, x.Currency), l.DiscountPercent, l.TaxRate,
                new Money(l.Net, x.Currency), new Money(l.Tax, x.Currency), new Money(l.Gross, x.Currency),
                l.CancelledQuantity, l.ReservedQuantity, l.AllocatedQuantity, l.ShippedQuantity, l.DeliveredQuantity,
                l.ReturnRequestedQuantity, l.ReturnedQuantity, l.CreditedQuantity, l.LastDeliveredAt)).ToList()));
    }
}

/// <param name="Reason">manual: somebody said so; creditLimit: the order goes beyond what the customer may owe; customerHold: all orders of the customer are held.</param>
public sealed record OrderHold(HoldReason Reason, string? Note);
