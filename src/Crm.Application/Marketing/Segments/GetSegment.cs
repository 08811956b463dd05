using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Marketing;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Marketing.Segments;

public sealed record GetSegment(Id<Segment> Id) : IRequest<SegmentDetails>;

internal sealed class GetSegmentHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetSegment, SegmentDetails>
{
    public Task<SegmentDetails> Handle(GetSegment q, CancellationToken ct) =>
        db.Segments.AsNoTracking().Where(s => s.Id == q.Id).ProjectTo<SegmentDetails>(maps).Single(q.Id, ct);
}
