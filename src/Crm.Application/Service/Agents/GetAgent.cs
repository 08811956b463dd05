using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Agents;

public sealed record GetAgent(Id<User> UserId) : IRequest<AgentDetails>;

internal sealed class GetAgentHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetAgent, AgentDetails>
{
    public async Task<AgentDetails> Handle(GetAgent q, CancellationToken ct) =>
        await db.Agents.AsNoTracking().Where(a => a.UserId == q.UserId).ProjectTo<AgentDetails>(maps).SingleOrDefaultAsync(ct) ?? throw new NotFound(nameof(Agent), q.UserId);
}
