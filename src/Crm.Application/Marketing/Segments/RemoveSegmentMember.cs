using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Marketing;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Marketing.Segments;

/// <summary>Takes a customer out of a static segment.</summary>
public sealed record RemoveSegmentMember(Id<Customer> CustomerId) : CommandOn<Segment>, IRequest;

internal sealed class RemoveSegmentMemberHandler(ICrmDb db, IAudit audit) : IRequestHandler<RemoveSegmentMember>
{
    public async Task<Unit> Handle(RemoveSegmentMember c, CancellationToken ct)
    {
        var segment = await db.Load(c.Id, ct);
        segment.EnsureKeptByHand();
        var member = await db.Set<SegmentMember>().SingleOrDefaultAsync(m => m.SegmentId == c.Id && m.CustomerId == c.CustomerId, ct) ?? throw new NotFound(nameof(Customer), c.CustomerId);
        db.Set<SegmentMember>().Remove(member);
        audit.PartsChanged(AuditedRecord.Of(c.Id), segment.Version, "members", gone: [c.CustomerId], come: null);
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
