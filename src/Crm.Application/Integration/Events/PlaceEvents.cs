using MediatR;

namespace Crm.Application.Integration.Events;

/// <summary>Gives the events that were written their places in the feed. Answers how many; 0 when none waits, or another instance is at it.</summary>
public sealed record PlaceEvents : IRequest<int>;

internal sealed class PlaceEventsHandler(IEventPlaces places, EventNews news) : IRequestHandler<PlaceEvents, int>
{
    public async Task<int> Handle(PlaceEvents c, CancellationToken ct)
    {
        var (placed, head) = await places.Place(ct);
        news.Reached(head);
        return placed;
    }
}

/// <summary>Where places in the feed are given.</summary>
public interface IEventPlaces
{
    /// <summary>Gives a number of waiting events their places, in one transaction, one caller at a time over all instances: so places appear in their order.</summary>
    /// <returns>How many got one, and how far the feed goes.</returns>
    Task<(int Placed, long Head)> Place(CancellationToken ct);

    /// <summary>Deletes a number of the oldest events that were recorded before.</summary>
    Task<int> Forget(DateTimeOffset before, CancellationToken ct);
}
