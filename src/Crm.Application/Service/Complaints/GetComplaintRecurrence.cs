using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Statistics;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Complaints;

/// <summary>Counts the complaints that come again: by product and by why they happened, of what the caller sees.</summary>
/// <param name="MinCount">Rows of fewer complaints in the period are left out.</param>
/// <param name="Limit">The most rows that are answered.</param>
public sealed record GetComplaintRecurrence(ReportPeriod Period, int MinCount, int Limit) : IRequest<ComplaintRecurrenceDetails>
{
    public const int DefaultMinCount = 2;
    public const int MaxMinCount = 1_000_000;
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    public Id<Product>? ProductId { get; init; }
    public ComplaintKind? Kind { get; init; }
    public ComplaintSeverity? Severity { get; init; }
}

/// <summary>Which complaints come again.</summary>
/// <param name="From">The beginning of the period; complaints that were opened from then on are counted.</param>
/// <param name="To">The end of the period, which is not in it.</param>
/// <param name="Data">The most frequent first.</param>
/// <param name="HasMore">Whether there are more rows than the limit.</param>
public sealed record ComplaintRecurrenceDetails(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ComplaintRecurrenceRow> Data, bool HasMore);

/// <summary>The complaints about one product that have one root cause.</summary>
/// <param name="ProductId">Null for complaints that name no product.</param>
/// <param name="ProductName">Null without a product, and without the right to read products.</param>
/// <param name="RootCauseCode">Unknown also stands for complaints that are not resolved yet, or were resolved without a code.</param>
/// <param name="Count">How many were opened in the period.</param>
/// <param name="CountBefore">How many were opened in the equally long time before it.</param>
/// <param name="Customers">Of how many customers they are.</param>
/// <param name="Reopened">How many of them were reopened at some time.</param>
/// <param name="ReopenedShare">The share of those, from 0 to 1.</param>
/// <param name="Costs">What their remedies cost, in each currency; two currencies are never added.</param>
/// <param name="FirstOpenedAt">When the first of them was opened.</param>
/// <param name="LastOpenedAt">When the last of them was opened.</param>
public sealed record ComplaintRecurrenceRow(
    Id<Product>? ProductId,
    string? ProductName,
    RootCauseCode RootCauseCode,
    int Count,
    int CountBefore,
    int Customers,
    int Reopened,
    decimal ReopenedShare,
    IReadOnlyList<Money> Costs,
    DateTimeOffset FirstOpenedAt,
    DateTimeOffset LastOpenedAt);

internal sealed class GetComplaintRecurrenceHandler(ICrmDb db, ICurrentUser caller) : IRequestHandler<GetComplaintRecurrence, ComplaintRecurrenceDetails>
{
    public async Task<ComplaintRecurrenceDetails> Handle(GetComplaintRecurrence q, CancellationToken ct)
    {
        EnsureShown(q);
        var (from, to) = (q.Period.From, q.Period.To);
        var complaints = Complaints(q);
        var found = await complaints.GroupBy(t => new { t.ProductId, Code = t.RootCauseCode ?? RootCauseCode.Unknown })
            .Select(g => new
            {
                g.Key.ProductId,
                g.Key.Code,
                Count = g.Count(t => t.OpenedAt >= from),
                Before = g.Count(t => t.OpenedAt < from),
                Customers = g.Where(t => t.OpenedAt >= from).Select(t => t.CustomerId).Distinct().Count(),
                Reopened = g.Count(t => t.OpenedAt >= from && t.ReopenedCount > 0),
                First = g.Where(t => t.OpenedAt >= from).Min(t => (DateTimeOffset?)t.OpenedAt),
                Last = g.Where(t => t.OpenedAt >= from).Max(t => (DateTimeOffset?)t.OpenedAt),
            })
            .Where(r => r.Count >= q.MinCount).OrderByDescending(r => r.Count).ThenBy(r => r.ProductId).ThenBy(r => r.Code).Take(q.Limit + 1).ToListAsync(ct);
        var rows = found.Take(q.Limit).ToList();

        Id<Product>?[] products = [.. rows.Select(r => r.ProductId).Distinct()];
        var together = db.Together();
        var costs = together.Add(complaints.Where(t => t.OpenedAt >= from && t.RemedyCostAmount != null && (t.ProductId == null || products.Contains(t.ProductId)))
            .GroupBy(t => new { t.ProductId, Code = t.RootCauseCode ?? RootCauseCode.Unknown, Currency = t.RemedyCostCurrency! })
            .Select(g => new { g.Key.ProductId, g.Key.Code, g.Key.Currency, Amount = g.Sum(t => t.RemedyCostAmount!.Value) }));
        var names = together.Add(db.Products.WithArchived().Where(p => products.Contains(p.Id)).Select(p => new { p.Id, p.Name }));
        await together.SendAsync(ct);
        var costsOf = costs.Rows.ToLookup(c => (c.ProductId, c.Code), c => new Money(c.Amount, c.Currency));
        var nameOf = caller.Access.May(Area.Products, Act.Read) ? names.Rows.ToDictionary(p => p.Id, p => p.Name) : [];
        return new(
            from, to,
            [.. rows.Select(r => new ComplaintRecurrenceRow(
                r.ProductId, r.ProductId is { } id ? nameOf.GetValueOrDefault(id) : null, r.Code, r.Count, r.Before, r.Customers, r.Reopened, Math.Round((decimal)r.Reopened / r.Count, 4),
                [.. costsOf[(r.ProductId, r.Code)].OrderBy(c => c.Currency, StringComparer.Ordinal)], r.First!.Value, r.Last!.Value))],
            found.Count > q.Limit);
    }

    /// <summary>Archived complaints were complaints, too; what was merged is counted where it went.</summary>
    private IQueryable<Ticket> Complaints(GetComplaintRecurrence q)
    {
        var (before, to) = (q.Period.Before, q.Period.To);
        var complaints = db.Tickets.WithArchived().AsNoTracking().Where(t => t.Type == TicketType.Complaint && t.MergedIntoId == null && t.OpenedAt >= before && t.OpenedAt < to);
        if (q.ProductId is { } product) complaints = complaints.Where(t => t.ProductId == product);
        if (q.Kind is { } kind) complaints = complaints.Where(t => t.ComplaintKind == kind);
        if (q.Severity is { } severity) complaints = complaints.Where(t => t.ComplaintSeverity == severity);
        return complaints;
    }

    /// <exception cref="NotAllowed">The report would tell of a field that is hidden from the caller (403).</exception>
    private void EnsureShown(GetComplaintRecurrence q)
    {
        if (caller.Access.Fields.IsHidden("ticket", "resolution")) throw new NotAllowed("Your role hides how tickets were resolved, and that is what this report tells of.");
        if ((q.Kind is not null || q.Severity is not null) && caller.Access.Fields.IsHidden("ticket", "complaint")) throw new NotAllowed("Your role hides the kind and the severity of complaints; leave them out.");
    }
}
