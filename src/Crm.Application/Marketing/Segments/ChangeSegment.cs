using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Domain.Marketing;
using MediatR;

namespace Crm.Application.Marketing.Segments;

/// <summary>Changes what the patch names and leaves the rest. A filter is replaced whole: merged into the one before, it would be a filter that nobody meant.</summary>
public sealed record ChangeSegment(MergePatch<SegmentInput> Patch) : CommandOn<Segment>, IRequest<SegmentDetails>;

internal sealed class ChangeSegmentHandler(ICrmDb db, Patches patches, FilterScopes scopes, IMapper mapper) : IRequestHandler<ChangeSegment, SegmentDetails>
{
    private const string Filter = "filter";

    public async Task<SegmentDetails> Handle(ChangeSegment c, CancellationToken ct)
    {
        var segment = await db.Load(c.Id, ct);
        var isRewritten = c.Patch.Changes.ContainsKey(Filter);
        var before = SegmentInput.Of(segment);
        var input = await patches.Apply(c.Patch, isRewritten ? before with { Filter = null } : before, ct);
        if (isRewritten) await SegmentFilter.Ensure(db, scopes, input.Filter, segment.Id, ct);
        segment.Change(input.Kind, input.Name, input.Description, SegmentFilter.Write(input.Filter));
        await db.SaveLastAsync(ct);
        return mapper.Map<SegmentDetails>(segment);
    }
}
