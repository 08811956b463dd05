using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Marketing;
using MediatR;

namespace Crm.Application.Marketing.Segments;

public sealed record GetSegment(Id<Segment> Id) : IRequest<SegmentDetails>;

internal sealed class GetSegmentHandler(ICrmDb db) : IRequestHandler<GetSegment, SegmentDetails>
{
    public Task<SegmentDetails> Handle(GetSegment q, CancellationToken ct) => db.GetAsync<Segment, SegmentDetails>(q.Id, ct);
}
