using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Contacts;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Erases the personal data of a contact for good; a no-op when that was done.</summary>
public sealed record EraseContact : CommandOn<Contact>, IRequest<ContactDetails>
{
    public required ErasureReason Reason { get; init; }
}

internal sealed class EraseContactHandler(ICrmDb db, Erasure erasure, IMapper mapper, TimeProvider clock) : IRequestHandler<EraseContact, ContactDetails>
{
    public async Task<ContactDetails> Handle(EraseContact c, CancellationToken ct)
    {
        await db.EnsureMayErase(c.Id, ct);
        var records = await erasure.Lock(() => PersonsRecords.Of(db, c.Id, ct), ct);
        var erased = await db.LoadArchived(c.Id, ct);
        if (erased.ErasedAt is not null) return mapper.Map<ContactDetails>(erased);
        await erasure.EnsureNothingOpen(records, ct);
        await db.ReleaseReports(erased, ct);
        erased.Erase(c.Reason, clock.GetUtcNow());
        await erasure.Erase(records, c.Reason, ct);
        return mapper.Map<ContactDetails>(erased);
    }
}
