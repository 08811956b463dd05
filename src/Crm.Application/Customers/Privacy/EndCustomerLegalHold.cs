using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Customers;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Privacy;

/// <summary>Lets the data of a customer be erased again; a no-op when nothing forbids it.</summary>
public sealed record EndCustomerLegalHold : CommandOn<Customer>, IRequest<CustomerDetails>;

internal sealed class EndCustomerLegalHoldHandler(ICrmDb db, IMapper mapper) : IRequestHandler<EndCustomerLegalHold, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(EndCustomerLegalHold c, CancellationToken ct)
    {
        var held = await db.LoadArchived(c.Id, ct);
        held.EndLegalHold();
        await db.SaveLastAsync(ct);
        return mapper.Map<CustomerDetails>(held);
    }
}
