using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Identity.Users;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Queues;

/// <summary>Lists who is in a queue.</summary>
/// <param name="Of">The queue (404 when there is none); the list's filter says so too, which binds the cursor to it.</param>
public sealed record ListQueueMembers(Id<Queue> Of, ListRequest List) : IRequest<ListPage<QueueMemberDetails>>
{
    public static readonly ListSpec<QueueMember> Spec = new ListSpec<QueueMember>(m => m.Id)
        .Sortable("addedAt", m => m.AddedAt)
        .Filter("queueId", m => m.QueueId)
        .Filter("userId", m => m.UserId)
        .Filter("receivesAutomatically", m => m.ReceivesAutomatically)
        .Expands<User, UserDetails>("user", () => ListUsers.Spec, list => new ListUsers(list))
        .SortedBy("addedAt");
}

/// <summary>A user in a queue.</summary>
/// <param name="ReceivesAutomatically">Whether the queue's rule gives this member tickets; taking the next one works either way.</param>
public sealed record QueueMemberDetails(Id<Queue> QueueId, Id<User> UserId, bool ReceivesAutomatically, DateTimeOffset AddedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<QueueMember, QueueMemberDetails>();
    }
}

internal sealed class ListQueueMembersHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListQueueMembers, ListPage<QueueMemberDetails>>
{
    public async Task<ListPage<QueueMemberDetails>> Handle(ListQueueMembers q, CancellationToken ct)
    {
        if (!await db.Queues.AnyAsync(x => x.Id == q.Of, ct)) throw new NotFound(nameof(Queue), q.Of);
        return await lists.Page<QueueMember, QueueMemberDetails>(db.Set<QueueMember>(), ListQueueMembers.Spec, q.List, ct);
    }
}
