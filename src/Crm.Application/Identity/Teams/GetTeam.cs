using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Teams;

public sealed record GetTeam(Id<Team> Id) : IRequest<TeamDetails>;

internal sealed class GetTeamHandler(ICrmDb db) : IRequestHandler<GetTeam, TeamDetails>
{
    public Task<TeamDetails> Handle(GetTeam q, CancellationToken ct) => db.GetAsync<Team, TeamDetails>(q.Id, ct);
}
