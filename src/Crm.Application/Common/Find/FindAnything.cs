using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Common.Find;

/// <summary>What can be found; a shipment and a return are found as their order.</summary>
public enum FindingKind { Customer, Contact, Order, Ticket }

/// <summary>Finds whatever the caller may see by what people remember of it.</summary>
/// <param name="Query">What was typed.</param>
/// <param name="Kinds">What is looked for; null for everything that the caller may read.</param>
/// <param name="Limit">How many are answered at most.</param>
public sealed record FindAnything(string Query, IReadOnlyList<FindingKind>? Kinds, int Limit) : IRequest<FindingsDetails>
{
    public const int DefaultLimit = 10;
    public const int MaxLimit = 50;

    private static readonly Dictionary<FindingKind, Area> AreaOfKinds = new()
    {
        [FindingKind.Customer] = Area.Customers,
        [FindingKind.Contact] = Area.Customers,
        [FindingKind.Order] = Area.Orders,
        [FindingKind.Ticket] = Area.Tickets,
    };

    /// <summary>The areas in which something can be found.</summary>
    public static IReadOnlyList<Area> Areas { get; } = [.. AreaOfKinds.Values.Distinct()];

    internal static Area AreaOf(FindingKind kind) => AreaOfKinds[kind];
}

/// <summary>What was found, the best match first.</summary>
/// <param name="Data">The records, the best match first.</param>
/// <param name="Kinds">Where it was looked: of the kinds that were asked for, those that the caller may read.</param>
public sealed record FindingsDetails(IReadOnlyList<FindingRow> Data, IReadOnlyList<FindingKind> Kinds);

/// <param name="Kind">What it is.</param>
/// <param name="Id">The id of the customer, the contact, the order or the ticket.</param>
/// <param name="CustomerId">The customer that it belongs to; of a customer its own id.</param>
/// <param name="Title">What it is called: the name, the order's number, the ticket's subject.</param>
/// <param name="Subtitle">What tells it from others of that name: a customer's city, a contact's or an order's customer, a ticket's number and customer; null when there is nothing to say.</param>
/// <param name="Score">How well it matches, up to 100; good for sorting, no more.</param>
/// <param name="Matches">What of it was found; the fields that say most come first.</param>
public sealed record FindingRow(FindingKind Kind, Guid Id, Id<Customer> CustomerId, string Title, string? Subtitle, int Score, IReadOnlyList<FindingMatchDetails> Matches);

/// <summary>One text in which what was typed was found.</summary>
/// <param name="Field">Such as name, email, phone, externalId, number, trackingNumber, returnNumber.</param>
/// <param name="Text">The text as it is kept.</param>
public sealed record FindingMatchDetails(string Field, string Text);

internal sealed class FindAnythingHandler(IFinder finder, ICurrentUser caller) : IRequestHandler<FindAnything, FindingsDetails>
{
    public async Task<FindingsDetails> Handle(FindAnything q, CancellationToken ct)
    {
        var sought = Sought.Of(q.Query);
        var asked = q.Kinds ?? Enum.GetValues<FindingKind>();
        FindingKind[] kinds = [.. asked.Where(kind => caller.Access.May(FindAnything.AreaOf(kind), Act.Read))];
        if (kinds.Length == 0) throw NotAllowed.Lacks(FindAnything.AreaOf(asked[0]), Act.Read);
        var found = (await finder.Find(sought, kinds, q.Limit, ct)).Select(c => Weighing.Of(sought, c, caller.Access.Fields)).OfType<FindingRow>()
            .OrderByDescending(f => f.Score).ThenBy(f => f.Kind).ThenBy(f => f.Title.Length).ThenBy(f => f.Title, StringComparer.Ordinal).ThenByDescending(f => f.Id).Take(q.Limit);
        return new([.. found], kinds);
    }
}

/// <summary>Looks up in the database what may match; what matches how well, <see cref="Weighing"/> says.</summary>
public interface IFinder
{
    /// <summary>The best of each kind that the caller sees, by one statement whose work is bounded whatever is typed.</summary>
    Task<IReadOnlyList<Candidate>> Find(Sought sought, IReadOnlyList<FindingKind> kinds, int limit, CancellationToken ct);
}

/// <summary>A record that may match, with all texts by which it can.</summary>
public sealed record Candidate(FindingKind Kind, Guid Id, Guid CustomerId, string Title, string? Subtitle, IReadOnlyList<CandidateText> Texts);

/// <param name="Other">Another form of the text that is matched too, such as a number's digits.</param>
public sealed record CandidateText(string Field, string Text, string? Other);
