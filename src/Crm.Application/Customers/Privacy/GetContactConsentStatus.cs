using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>What holds of all that a contact said about the use of their data.</summary>
public sealed record GetContactConsentStatus(Id<Contact> Id) : IRequest<ConsentStatusDetails>;

internal sealed class GetContactConsentStatusHandler(ICrmDb db) : IRequestHandler<GetContactConsentStatus, ConsentStatusDetails>
{
    public async Task<ConsentStatusDetails> Handle(GetContactConsentStatus q, CancellationToken ct)
    {
        if (!await db.Contacts.WithArchived().AnyAsync(x => x.Id == q.Id, ct)) throw new NotFound(nameof(Contact), q.Id);
        return await ConsentStatusDetails.Of(db.Consents.Where(c => c.ContactId == q.Id), ct);
    }
}
