using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Orders.Returns;

/// <summary>A return, whole.</summary>
/// <param name="EndedAt">When it was rejected or cancelled.</param>
/// <param name="EndReason">Why it was rejected or cancelled.</param>
/// <param name="Override">Who let it pass after its window; null when it was in time.</param>
/// <param name="SettledAmount">What closing found is to be given back, as money or store credit.</param>
/// <param name="ExchangeOrderId">The order with the goods that replace the returned ones.</param>
/// <param name="Refunds">What was given back when it was closed.</param>
public sealed record ReturnDetails(
    Id<Return> Id,
    int Version,
    string Number,
    Id<Order> OrderId,
    ReturnStatus Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset? ApprovedAt,
    DateTimeOffset? ReceivedAt,
    DateTimeOffset? InspectedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? EndedAt,
    string? EndReason,
    ReturnOverrideDetails? Override,
    Money SettledAmount,
    Id<Order>? ExchangeOrderId,
    IReadOnlyList<ReturnRefundDetails> Refunds,
    IReadOnlyList<ReturnLineDetails> Lines,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IPartlyVersioned
{
    /// <summary>Reads it from the database, after a change too, because orders and payments belong to the answer.</summary>
    internal static Task<ReturnDetails> Read(ICrmDb db, Id<Return> id, CancellationToken ct) =>
        Of(db, db.Returns.WithArchived().Where(r => r.Id == id)).Single(id, ct);   // its order may be archived

    internal static IQueryable<ReturnDetails> Of(ICrmDb db, IQueryable<Return> returns) =>
        from r in returns.AsNoTracking()
        join o in db.Orders on r.OrderId equals o.Id
        select new ReturnDetails(
            r.Id, r.Version, r.Number, r.OrderId, r.Status, r.RequestedAt, r.ApprovedAt, r.ReceivedAt, r.InspectedAt, r.ClosedAt, r.EndedAt, r.EndReason,
            r.OverriddenBy == null ? null : new ReturnOverrideDetails(r.OverriddenBy.Value, r.OverrideReason!),
            new Money(r.SettledAmount, o.Currency),
            db.Orders.Where(x => x.ReplacesReturnId == r.Id).Select(x => (Id<Order>?)x.Id).FirstOrDefault(),
            db.Payments.Where(p => p.ReturnId == r.Id).OrderBy(p => p.Id)
                .Select(p => new ReturnRefundDetails(p.Id, p.Method, new Money(-p.Amount, p.Currency))).ToList(),
            r.Lines.OrderBy(l => l.Position)
                .Select(l => new ReturnLineDetails(l.Id, l.OrderLineId, l.Quantity, l.Reason, l.Wish, l.Note, l.Finding, l.Disposition, l.Remedy)).ToList(),
            r.CreatedAt, r.UpdatedAt);
}

/// <param name="Remedy">What the customer gets: as wished, unless the inspection found otherwise; null before it. With repair the goods are the customer's
/// again when the return is closed.</param>
public sealed record ReturnLineDetails(
    Id<ReturnLine> Id, Id<OrderLine> OrderLineId, decimal Quantity, ReturnReason Reason, ReturnWish Wish, string? Note, string? Finding, Disposition? Disposition, ReturnWish? Remedy);

public sealed record ReturnOverrideDetails(Id<User> By, string Reason);

/// <param name="Method">storeCredit for a balance, else the way in which the order was paid first.</param>
public sealed record ReturnRefundDetails(Id<Payment> PaymentId, PaymentMethod Method, Money Amount);
