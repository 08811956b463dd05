using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Identity.Users;

public sealed record GetUser(Id<User> Id) : IRequest<UserDetails>;

internal sealed class GetUserHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetUser, UserDetails>
{
    public Task<UserDetails> Handle(GetUser q, CancellationToken ct) =>
        db.Users.AsNoTracking().Where(u => u.Id == q.Id).ProjectTo<UserDetails>(maps).Single(q.Id, ct);
}
