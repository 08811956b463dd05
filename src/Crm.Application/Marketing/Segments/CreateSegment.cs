using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Marketing;
using MediatR;

namespace Crm.Application.Marketing.Segments;

/// <summary>Makes a segment.</summary>
public sealed record CreateSegment : SegmentInput, IRequest<SegmentDetails>, ITransactional;

internal sealed class CreateSegmentHandler(ICrmDb db, FilterScopes scopes, IMapper mapper) : IRequestHandler<CreateSegment, SegmentDetails>
{
    public async Task<SegmentDetails> Handle(CreateSegment c, CancellationToken ct)
    {
        await SegmentFilter.Ensure(db, scopes, c.Filter, of: null, ct);
        var segment = Segment.Create(c.Kind, c.Name, c.Description, SegmentFilter.Write(c.Filter));
        db.Segments.Add(segment);
        await db.SaveLastAsync(ct);
        return mapper.Map<SegmentDetails>(segment);
    }
}
