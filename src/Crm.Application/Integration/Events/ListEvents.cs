using Crm.Application.Common;
using MediatR;

namespace Crm.Application.Integration.Events;

/// <summary>Reads on in the feed from a cursor, and waits for something to come when there is nothing yet.</summary>
/// <param name="After">Where the last part ended; null for the oldest that is kept; latest for what comes from now on.</param>
/// <param name="WaitSeconds">How long to wait when there is nothing, 0 for not at all.</param>
public sealed record ListEvents(string? After, IReadOnlyCollection<EventType> Types, int Limit, int WaitSeconds) : IRequest<EventPage>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;
    public const int MaxWaitSeconds = 30;
    public const string Latest = "latest";
}

internal sealed class ListEventsHandler(EventFeed feed, EventNews news) : IRequestHandler<ListEvents, EventPage>
{
    public async Task<EventPage> Handle(ListEvents q, CancellationToken ct)
    {
        var after = await After(q.After, ct);
        var part = await feed.Read(after, q.Types, q.Limit, ct);
        if (q.WaitSeconds > 0)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
            end.CancelAfter(TimeSpan.FromSeconds(q.WaitSeconds));
            while (part is { Rows.Count: 0, HasMore: false } && await news.Beyond(part.Last, end.Token)) part = await feed.Read(part.Last, q.Types, q.Limit, ct);
            ct.ThrowIfCancellationRequested();
        }
        return new([.. part.Rows.Select(feed.Details)], feed.Cursor(part.Last), part.HasMore);
    }

    private async Task<long?> After(string? after, CancellationToken ct) => after switch
    {
        null => null,
        ListEvents.Latest => (await feed.Head(ct)).Position,
        _ => feed.Place(after) ?? throw InvalidInput.Parameter("after", InputErrors.CursorInvalid, "after takes a cursor that was given out here, or latest."),
    };
}
