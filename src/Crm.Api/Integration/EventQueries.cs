using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Integration.Events;

namespace Crm.Api.Integration;

/// <summary>What is asked of the feed.</summary>
internal sealed record EventQuery(ListEvents Request) : IReadsQuery
{
    public static readonly IReadOnlyList<QueryParameter> Described =
    [
        .. EventSelections.Described,
        new("limit", "How many are answered at most.") { Least = 1, Largest = ListEvents.MaxLimit, Default = ListEvents.DefaultLimit },
        new("waitSeconds", "How long to wait for the next one when there is none, 0 for not at all.") { Least = 0, Largest = ListEvents.MaxWaitSeconds, Default = 0 },
    ];

    public static ValueTask<EventQuery?> BindAsync(HttpContext http)
    {
        var query = QueryParameters.Of(http, Described);
        return ValueTask.FromResult<EventQuery?>(new(new ListEvents(query.Text("after"), query.Types(), query.Number("limit"), query.Number("waitSeconds"))));
    }
}

/// <summary>What is asked of the live stream. A browser that connects again says in a header where it was.</summary>
internal sealed record StreamQuery(ListEvents Request) : IReadsQuery
{
    /// <summary>How often a silent stream says that it lives, in seconds.</summary>
    public const int HeartbeatSeconds = 15;

    private const string LastEventId = "Last-Event-ID";

    public static ValueTask<StreamQuery?> BindAsync(HttpContext http)
    {
        var query = QueryParameters.Of(http, EventSelections.Described);
        var after = http.Request.Headers[LastEventId] is [{ Length: > 0 } last] ? last : query.Text("after");
        return ValueTask.FromResult<StreamQuery?>(new(new ListEvents(after ?? ListEvents.Latest, query.Types(), ListEvents.DefaultLimit, 0)));
    }
}

internal static class EventSelections
{
    public static readonly IReadOnlyList<QueryParameter> Described =
    [
        new("after", "The cursor after which to read on: a nextCursor, or the cursor of an event; latest for what happens from now on.") { Pattern = "^[A-Za-z0-9_-]{1,200}$" },
        new("types", "Only events of these types, separated by commas: such as order.placed, order.* for all of a kind, * for all.") { Pattern = @"^[A-Za-z.*]+(,[A-Za-z.*]+)*$" },
    ];

    public static IReadOnlyCollection<EventType> Types(this QueryParameters query)
    {
        if (query.Text("types") is not { } written) return (IReadOnlyCollection<EventType>)EventTypes.All;
        var types = new HashSet<EventType>();
        foreach (var pattern in written.Split(','))
        {
            var matching = EventTypes.Matching(pattern).ToList();
            if (matching.Count == 0) throw InvalidInput.Parameter("types", InputErrors.EventTypeUnknown, $"There is no type of event {Application.Common.Lists.ListRequest.Shown(pattern)}; GET /event-types lists them. All of a kind are written as order.*, all there are as *.");
            types.UnionWith(matching);
        }
        return types;
    }
}
