using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using MediatR;

namespace Crm.Application.Service.Agents;

/// <summary>Says that the caller, who is an agent, goes on or off duty.</summary>
public sealed record SetMyAvailability : ITransactional, IRequest<AgentDetails>
{
    /// <summary>Whether the rules of queues give the caller tickets from now on.</summary>
    public required bool IsAvailable { get; init; }
}

internal sealed class SetMyAvailabilityHandler(ICrmDb db, AgentsOfUsers agents, ICurrentUser caller, IMapper mapper) : IRequestHandler<SetMyAvailability, AgentDetails>
{
    public async Task<AgentDetails> Handle(SetMyAvailability c, CancellationToken ct)
    {
        var me = caller.Id!.Value;
        var agent = db.Expect(await agents.Find(me, ct) ?? throw new NotFound(nameof(Agent), me));
        agent.SetAvailability(c.IsAvailable);
        await db.SaveLastAsync(ct);
        return mapper.Map<AgentDetails>(agent);
    }
}
