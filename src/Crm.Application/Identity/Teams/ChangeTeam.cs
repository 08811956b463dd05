using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Teams;

/// <summary>Changes what the patch names and leaves the rest.</summary>
public sealed record ChangeTeam(MergePatch<TeamInput> Patch) : CommandOn<Team>, IRequest<TeamDetails>;

internal sealed class ChangeTeamHandler(ICrmDb db, Patches patches, IMapper mapper) : IRequestHandler<ChangeTeam, TeamDetails>
{
    public async Task<TeamDetails> Handle(ChangeTeam c, CancellationToken ct)
    {
        var team = await db.Load(c.Id, ct);
        var input = await patches.Apply(c.Patch, TeamInput.Of(team), ct);
        await db.EnsureMembers(input, before: team, ct);
        team.Change(input.Name, input.Description, input.MemberIds ?? []);
        await db.SaveLastAsync(ct);
        return mapper.Map<TeamDetails>(team);
    }
}
