using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Roles;

public sealed record GetRole(Id<Role> Id) : IRequest<RoleDetails>;

internal sealed class GetRoleHandler(ICrmDb db) : IRequestHandler<GetRole, RoleDetails>
{
    public Task<RoleDetails> Handle(GetRole q, CancellationToken ct) =>
        db.Roles.AsNoTracking().Where(r => r.Id == q.Id).Select(RoleDetails.From).Single(q.Id, ct);
}
