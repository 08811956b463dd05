using System.Text.Json.Serialization;
using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Records what a customer said about the use of their data.</summary>
public sealed record RecordCustomerConsent : ConsentInput, IRequest<ConsentDetails>
{
    [JsonIgnore]
    public Id<Customer> CustomerId { get; init; }
}

internal sealed class RecordCustomerConsentHandler(ICrmDb db, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<RecordCustomerConsent, ConsentDetails>
{
    public async Task<ConsentDetails> Handle(RecordCustomerConsent c, CancellationToken ct)
    {
        var consent = Consent.Of(await db.LoadArchived(c.CustomerId, ct), c.ToData(), caller.Id, clock.GetUtcNow());
        db.Consents.Add(consent);
        await db.SaveLastAsync(ct);
        return mapper.Map<ConsentDetails>(consent);
    }
}
