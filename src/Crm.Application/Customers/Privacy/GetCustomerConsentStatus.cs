using Crm.Application.Common;
using Crm.Application.Customers.Merging;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>What holds of all that a customer said about the use of their data.</summary>
public sealed record GetCustomerConsentStatus(Id<Customer> Id) : IRequest<ConsentStatusDetails>;

internal sealed class GetCustomerConsentStatusHandler(ICrmDb db) : IRequestHandler<GetCustomerConsentStatus, ConsentStatusDetails>
{
    public async Task<ConsentStatusDetails> Handle(GetCustomerConsentStatus q, CancellationToken ct)
    {
        if (!await db.Customers.Standing().AnyAsync(x => x.Id == q.Id, ct)) throw new NotFound(nameof(Customer), q.Id);
        return await ConsentStatusDetails.Of(db.Consents.Where(c => c.CustomerId == q.Id), ct);
    }
}
