using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Users;

public sealed record GetUser(Id<User> Id) : IRequest<UserDetails>;

internal sealed class GetUserHandler(ICrmDb db) : IRequestHandler<GetUser, UserDetails>
{
    public Task<UserDetails> Handle(GetUser q, CancellationToken ct) => db.GetAsync<User, UserDetails>(q.Id, ct);
}
