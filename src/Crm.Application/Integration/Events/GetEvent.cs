using Crm.Domain.Common;
using Crm.Domain.Integration;
using MediatR;

namespace Crm.Application.Integration.Events;

public sealed record GetEvent(Id<OutboxEvent> Id) : IRequest<EventDetails>;

internal sealed class GetEventHandler(EventFeed feed) : IRequestHandler<GetEvent, EventDetails>
{
    public async Task<EventDetails> Handle(GetEvent q, CancellationToken ct) =>
        await feed.Read([q.Id], ct) is [{ Event.Position: not null } row] ? feed.Details(row) : throw new NotFound("Event", q.Id);
}
