using System.Text.Json.Serialization;
using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Records what a contact said about the use of their data.</summary>
public sealed record RecordContactConsent : ConsentInput, IRequest<ConsentDetails>
{
    [JsonIgnore]
    public Id<Contact> ContactId { get; init; }
}

internal sealed class RecordContactConsentHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<RecordContactConsent, ConsentDetails>
{
    public async Task<ConsentDetails> Handle(RecordContactConsent c, CancellationToken ct)
    {
        var consent = Consent.Of(await db.LoadArchived(c.ContactId, ct), c.ToData(), caller.Id, clock.GetUtcNow());
        db.Consents.Add(consent);
        await db.SaveLastAsync(ct);
        return mapper.Map<ConsentDetails>(consent);
    }
}
