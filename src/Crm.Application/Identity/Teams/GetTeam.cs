using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Teams;

public sealed record GetTeam(Id<Team> Id) : IRequest<TeamDetails>;

internal sealed class GetTeamHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetTeam, TeamDetails>
{
    public Task<TeamDetails> Handle(GetTeam q, CancellationToken ct) =>
        db.Teams.AsNoTracking().Where(t => t.Id == q.Id).ProjectTo<TeamDetails>(maps).Single(q.Id, ct);
}
