using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Marketing;
using MediatR;

namespace Crm.Application.Marketing.Segments;

public sealed record ListSegments(ListRequest List) : IRequest<ListPage<SegmentDetails>>
{
    public static readonly ListSpec<Segment> Spec = new ListSpec<Segment>(s => s.Id)
        .Sortable("name", s => s.Name)
        .Sortable("createdAt", s => s.CreatedAt)
        .Sortable("updatedAt", s => s.UpdatedAt)
        .Filter("kind", s => s.Kind)
        .Searched()
        .SortedBy("name");
}

internal sealed class ListSegmentsHandler(ICrmDb db, ListReader lists) : IRequestHandler<ListSegments, ListPage<SegmentDetails>>
{
    public Task<ListPage<SegmentDetails>> Handle(ListSegments q, CancellationToken ct) => lists.Page<Segment, SegmentDetails>(db.Segments, ListSegments.Spec, q.List, ct);
}
