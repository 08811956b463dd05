using Crm.Application.Common;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Marketing;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Marketing.Segments;

/// <summary>Counts the customers in a segment that the caller sees.</summary>
public sealed record CountSegment(Id<Segment> In) : IRequest<SegmentCountDetails>;

/// <param name="Count">How many customers there are that you see; exact.</param>
public sealed record SegmentCountDetails(int Count);

internal sealed class CountSegmentHandler(ICrmDb db, ListReader lists) : IRequestHandler<CountSegment, SegmentCountDetails>
{
    public async Task<SegmentCountDetails> Handle(CountSegment q, CancellationToken ct)
    {
        if (!await db.Segments.AnyAsync(s => s.Id == q.In, ct)) throw new NotFound(nameof(Segment), q.In);
        var request = ListRequest.All with { Filters = [FilterTerm.Equal("segmentId", q.In.ToString())] };
        return new(await (await lists.Filtered(db.Customers, ListCustomers.Spec, request, ct)).CountAsync(ct));
    }
}
