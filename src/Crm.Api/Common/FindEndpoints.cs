using Crm.Application.Common;
using Crm.Application.Common.Find;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Api.Common;

internal static class FindEndpoints
{
    public static void MapFind(this RouteGroupBuilder v1) =>
        v1.MapGroup("/search").WithTags("Search").MapGet("/", Task<FindingsDetails> (FindQuery query, IMediator send, CancellationToken ct) => send.Send(query.Request, ct))
            .NeedsAny(Act.Read, FindAnything.Areas).Describe("findAnything", "Find anything",
                "For the search box of a screen, while it is typed: customers, contacts, orders and tickets by names in any script, e-mail addresses, the last digits of phone numbers, external ids, and the numbers of orders, shipments, "
                + "returns, tickets and registrations. The best match comes first, and each says by which of its texts it was found. Only kinds that you may read are looked for.")
            .WithMetadata(new FindMetadata());
}

/// <summary>What is typed into a search box.</summary>
internal sealed record FindQuery(FindAnything Request) : IReadsQuery
{
    public static readonly IReadOnlyList<string> Parameters = ["q", "kinds", "limit"];

    public static ValueTask<FindQuery?> BindAsync(HttpContext http)
    {
        foreach (var (name, values) in http.Request.Query)
        {
            if (!Parameters.Contains(name)) throw InvalidInput.Parameter(name, InputErrors.ParameterUnknown, $"There is no such parameter; allowed are {string.Join(", ", Parameters)}.");
            if (values.Count > 1) throw InvalidInput.Parameter(name, InputErrors.ParameterRepeated, $"{name} stands there twice; give it once, several values separated by commas.");
        }
        if (!http.Request.Query.TryGetValue("q", out var q)) throw InvalidInput.Parameter("q", InputErrors.Required, "q says what is looked for.");
        return ValueTask.FromResult<FindQuery?>(new(new FindAnything((string?)q ?? "", Kinds(http.Request.Query["kinds"]), Limit(http.Request.Query["limit"]))));
    }

    private static List<FindingKind>? Kinds(string? written)
    {
        if (written is null) return null;
        var names = written.Split(',');
        var all = Enum.GetValues<FindingKind>();
        if (names.FirstOrDefault(n => !all.Any(k => CrmJson.Name(k) == n)) is not null) throw InvalidInput.Parameter("kinds", InputErrors.ParameterInvalid, $"kinds takes any of {string.Join(", ", all.Select(k => CrmJson.Name(k)))}, separated by commas.");
        return names.Distinct().Count() < names.Length ? throw InvalidInput.Parameter("kinds", InputErrors.ListRepeats, "Each may be named once.") : [.. all.Where(k => names.Contains(CrmJson.Name(k)))];
    }

    private static int Limit(string? written) =>
        written is null ? FindAnything.DefaultLimit
        : int.TryParse(written, System.Globalization.NumberStyles.None, null, out var limit) && limit is >= 1 and <= FindAnything.MaxLimit ? limit
        : throw InvalidInput.Parameter("limit", InputErrors.ParameterInvalid, $"limit takes a whole number from 1 to {FindAnything.MaxLimit}.");
}

/// <summary>Marks the operation whose parameters <see cref="FindQuery"/> reads, for the document.</summary>
internal sealed class FindMetadata;
