using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Orders;

namespace Crm.Application.Orders.Payments;

/// <summary>Money that moved for an order; never changed, a mistake is balanced by its opposite.</summary>
/// <param name="Amount">Negative for a refund.</param>
/// <param name="Reference">What the bank or the payment provider calls it.</param>
/// <param name="ReturnId">The return that a refund is for.</param>
public sealed record PaymentDetails(
    Id<Payment> Id,
    int Version,
    Id<Order> OrderId,
    PaymentKind Kind,
    PaymentMethod Method,
    Money Amount,
    string? Reference,
    DateTimeOffset ReceivedAt,
    Id<Return>? ReturnId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Payment, PaymentDetails>().ForCtorParam(nameof(Amount), o => o.MapFrom(p => new Money(p.Amount, p.Currency)));
    }
}
