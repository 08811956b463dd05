using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Marketing;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Marketing.Segments;

/// <summary>Puts one customer into a static segment; a no-op for who is in it.</summary>
public sealed record PutSegmentMember(Id<Customer> CustomerId) : CommandOn<Segment>, IRequest;

internal sealed class PutSegmentMemberHandler(ICrmDb db, IAudit audit) : IRequestHandler<PutSegmentMember>
{
    public async Task<Unit> Handle(PutSegmentMember c, CancellationToken ct)
    {
        var segment = await db.Load(c.Id, ct);
        segment.EnsureKeptByHand();
        await db.RelyOnAsync([c.CustomerId], ct);
        if (!await db.Customers.AnyAsync(x => x.Id == c.CustomerId, ct)) throw new NotFound(nameof(Customer), c.CustomerId);
        if (await db.Set<SegmentMember>().AnyAsync(m => m.SegmentId == c.Id && m.CustomerId == c.CustomerId, ct)) return Unit.Value;
        db.Set<SegmentMember>().Add(new(c.Id, c.CustomerId));
        audit.PartsChanged(AuditedRecord.Of(c.Id), segment.Version, "members", gone: null, come: [c.CustomerId]);
        await db.SaveLastAsync(ct);
        return Unit.Value;
    }
}
