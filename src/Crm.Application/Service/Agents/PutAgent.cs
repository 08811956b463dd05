using System.Text.Json.Serialization;
using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service.Calendars;
using MediatR;

namespace Crm.Application.Service.Agents;

/// <summary>Says what an agent can do, and how much; makes an agent of a user who is none yet.</summary>
public sealed record PutAgent : AgentInput, ITransactional, IRequest<AgentDetails>
{
    [JsonIgnore]
    public Id<User> UserId { get; init; }
}

internal sealed class PutAgentHandler(ICrmDb db, AgentsOfUsers agents, IMapper mapper) : IRequestHandler<PutAgent, AgentDetails>
{
    public async Task<AgentDetails> Handle(PutAgent c, CancellationToken ct)
    {
        var agent = db.Expect(await agents.Of(c.UserId, ct));
        if (c.CalendarId is { } calendar && calendar != agent.CalendarId)
        {
            await db.HoldAsync([calendar], ct);   // or it could be archived before the agent has it
            await db.EnsureReference<BusinessCalendar>(x => x.Id == calendar, "/calendarId", ct);
        }
        agent.Change(c.Languages ?? [], c.Skills ?? [], c.Capacity, c.CalendarId);
        if (c.IsAvailable is { } isAvailable) agent.SetAvailability(isAvailable);
        await db.SaveLastAsync(ct);
        return mapper.Map<AgentDetails>(agent);
    }
}
