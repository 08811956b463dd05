using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using MediatR;

namespace Crm.Application.Identity.Sessions;

/// <summary>The sessions of one user, those that are over included for as long as they are kept.</summary>
public sealed record ListSessions(Id<User> UserId, ListRequest List) : IRequest<ListPage<SessionRow>>
{
    public static readonly ListSpec<Session> Spec = new ListSpec<Session>(s => s.Id)
        .Sortable("createdAt", s => s.CreatedAt)
        .Sortable("lastUsedAt", s => s.LastUsedAt)
        .Filter("endedAt", s => s.EndedAt)
        .SortedBy("-createdAt");
}

/// <summary>One sign-in.</summary>
/// <param name="UserAgent">What the client called itself.</param>
/// <param name="Address">The network address that it signed in from.</param>
/// <param name="LastUsedAt">When it was begun or last continued with a refresh token.</param>
/// <param name="ExpiresAt">When it is over unless it is continued before.</param>
/// <param name="EndedBy">What ended it, when it was ended before its time.</param>
/// <param name="IsCurrent">Whether it is the session of this request.</param>
public sealed record SessionRow(
    Id<Session> Id, string? UserAgent, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, SessionEnd? EndedBy, bool IsCurrent);

internal sealed class ListSessionsHandler(ICrmDb db, ListReader lists, ICurrentUser caller) : IRequestHandler<ListSessions, ListPage<SessionRow>>
{
    public Task<ListPage<SessionRow>> Handle(ListSessions q, CancellationToken ct)
    {
        var current = caller.SessionId ?? default;
        return lists.Page(db.Sessions.Where(s => s.UserId == q.UserId), ListSessions.Spec, q.List,
            s => new SessionRow(s.Id, s.UserAgent, s.Address, s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.EndedAt, s.EndedBy, s.Id == current), ct);
    }
}
