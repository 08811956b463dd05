using System.Globalization;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using MediatR;

namespace Crm.Application.Customers.Duplicates;

public sealed record ListDuplicatePairs(ListRequest List) : IRequest<ListPage<DuplicatePairRow>>
{
    private const string MinScore = "minScore";

    public static readonly ListSpec<DuplicatePair> Spec = new ListSpec<DuplicatePair>(p => p.Id)
        .Sortable("score", p => p.Score)
        .Filter(MinScore, (term, values) =>
        {
            var least = values.Min(v => Parse(term, v));
            return p => p.Score >= least;
        }, pattern: @"(0(\.[0-9]{1,4})?|1(\.0{1,4})?)")
        .FilterEither<Customer>("customerId", p => p.FirstId, p => p.SecondId)
        .SortedBy("-score");

    /// <summary>Whether the caller says from which score on.</summary>
    internal static bool SaysScore(ListRequest list) => list.Filters.Any(t => t.Field is MinScore or "score");

    private static decimal Parse(FilterTerm term, string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 1
            ? score
            : throw term.Invalid(InputErrors.FilterInvalidValue, "minScore takes a number from 0 to 1, such as 0.9.");
}

/// <summary>Two customers that are likely one.</summary>
/// <param name="First">As a rule the one that was registered first.</param>
/// <param name="Score">How likely, from 0 to 1.</param>
/// <param name="Reasons">What they have in common.</param>
public sealed record DuplicatePairRow(Id<DuplicatePair> Id, DuplicateCustomer First, DuplicateCustomer Second, decimal Score, IReadOnlyList<DuplicateReason> Reasons);

/// <summary>One of the two.</summary>
public sealed record DuplicateCustomer(Id<Customer> Id, CustomerKind Kind, string Name);

internal sealed class ListDuplicatePairsHandler(ICrmDb db, ICustomerMatches matches, ListReader lists) : IRequestHandler<ListDuplicatePairs, ListPage<DuplicatePairRow>>
{
    public async Task<ListPage<DuplicatePairRow>> Handle(ListDuplicatePairs q, CancellationToken ct)
    {
        await matches.RefreshAsync(ct);   // what changed this moment; the job does the rest
        return await lists.DuplicatePairs(db, q.List, ct);
    }
}

internal static class PairReading
{
    /// <summary>Pairs of customers that the caller sees, both, and that have not changed since.</summary>
    public static Task<ListPage<DuplicatePairRow>> DuplicatePairs(this ListReader lists, ICrmDb db, ListRequest list, CancellationToken ct)
    {
        IQueryable<Customer> customers = db.Customers;
        var due = db.Set<MatchState>().Where(m => m.IsDue);
        var pairs = db.Set<DuplicatePair>()
            .Where(p => customers.Any(c => c.Id == p.FirstId) && customers.Any(c => c.Id == p.SecondId) && !due.Any(m => m.Id == p.FirstId) && !due.Any(m => m.Id == p.SecondId));
        if (!ListDuplicatePairs.SaysScore(list)) pairs = pairs.Where(p => p.Score >= DuplicateRule.Likely);
        return lists.Page(pairs, ListDuplicatePairs.Spec, list,
            p => new DuplicatePairRow(
                p.Id,
                // Value by value: a whole row of a subquery becomes a join with all customers.
                new(p.FirstId, customers.Where(c => c.Id == p.FirstId).Select(c => c.Kind).First(), customers.Where(c => c.Id == p.FirstId).Select(c => c.Name).First()),
                new(p.SecondId, customers.Where(c => c.Id == p.SecondId).Select(c => c.Kind).First(), customers.Where(c => c.Id == p.SecondId).Select(c => c.Name).First()),
                p.Score,
                p.Reasons),
            ct);
    }
}
