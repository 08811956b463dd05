using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Teams;

/// <summary>Makes a team.</summary>
public sealed record CreateTeam : TeamInput, ITransactional, IRequest<TeamDetails>;

internal sealed class CreateTeamHandler(ICrmDb db, IMapper mapper) : IRequestHandler<CreateTeam, TeamDetails>
{
    public async Task<TeamDetails> Handle(CreateTeam c, CancellationToken ct)
    {
        await db.EnsureMembers(c, before: null, ct);
        var team = Team.Create(c.Name, c.Description, c.MemberIds ?? []);
        db.Teams.Add(team);
        await db.SaveLastAsync(ct);
        return mapper.Map<TeamDetails>(team);
    }
}
