using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Service.Queues;
using Crm.Domain.Service;
using Crm.Domain.Service.Macros;
using MediatR;

namespace Crm.Application.Service.Macros;

public sealed record ListMacros(ListRequest List) : IRequest<ListPage<MacroDetails>>
{
    public static readonly ListSpec<Macro> Spec = new ListSpec<Macro>(m => m.Id)
        .Sortable("name", m => m.Name)
        .Sortable("createdAt", m => m.CreatedAt)
        .Filter("queueId", m => m.QueueId)
        .Filter("act", m => m.Act)
        .Searched()
        .Expands<Queue, QueueDetails>("queue", () => ListQueues.Spec, list => new ListQueues(list))
        .SortedBy("name");
}

internal sealed class ListMacrosHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListMacros, ListPage<MacroDetails>>
{
    public Task<ListPage<MacroDetails>> Handle(ListMacros q, CancellationToken ct) => lists.Page<Macro, MacroDetails>(db.Macros, ListMacros.Spec, q.List, ct);
}
