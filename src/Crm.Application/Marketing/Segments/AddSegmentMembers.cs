using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Marketing;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Marketing.Segments;

/// <summary>Puts customers into a static segment; who is in it already, stays.</summary>
public sealed record AddSegmentMembers : CommandOn<Segment>, IRequest<SegmentMembersDetails>
{
    public const int Most = 1000;

    /// <summary>The customers; each is there, and not in the archive.</summary>
    public required IReadOnlyList<Id<Customer>> CustomerIds { get; init; }
}

/// <param name="Added">How many were put in; the others were there already.</param>
public sealed record SegmentMembersDetails(int Added);

internal sealed class AddSegmentMembersValidator : AbstractValidator<AddSegmentMembers>
{
    public AddSegmentMembersValidator() => RuleFor(c => c.CustomerIds).NotEmptyList().AtMost(AddSegmentMembers.Most);
}

internal sealed class AddSegmentMembersHandler(ICrmDb db, IAudit audit) : IRequestHandler<AddSegmentMembers, SegmentMembersDetails>
{
    // The segment's row is locked: two who put in the same customer come one after the other.
    public async Task<SegmentMembersDetails> Handle(AddSegmentMembers c, CancellationToken ct)
    {
        var segment = await db.Load(c.Id, ct);
        segment.EnsureKeptByHand();
        Id<Customer>[] wanted = [.. c.CustomerIds.Distinct()];
        await db.RelyOnAsync(wanted, ct);
        var there = (await db.Customers.Where(x => wanted.Contains(x.Id)).Select(x => x.Id).ToListAsync(ct)).ToHashSet();
        var unknown = c.CustomerIds.Select((id, i) => (id, i)).Where(x => !there.Contains(x.id))
            .SelectMany(x => InvalidInput.UnknownReference(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/customerIds/{x.i}"), nameof(Customer)).Errors).ToList();
        if (unknown.Count > 0) throw new InvalidInput(unknown);
        var members = (await db.Set<SegmentMember>().Where(m => m.SegmentId == c.Id && wanted.Contains(m.CustomerId)).Select(m => m.CustomerId).ToListAsync(ct)).ToHashSet();
        Id<Customer>[] added = [.. wanted.Where(id => !members.Contains(id))];
        if (added.Length == 0) return new(0);
        db.Set<SegmentMember>().AddRange(added.Select(id => new SegmentMember(c.Id, id)));
        audit.PartsChanged(AuditedRecord.Of(c.Id), segment.Version, "members", gone: null, come: added);
        await db.SaveLastAsync(ct);
        return new(added.Length);
    }
}
