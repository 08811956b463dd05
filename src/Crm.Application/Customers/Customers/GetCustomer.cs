using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Customers;

public sealed record GetCustomer(Id<Customer> Id) : IRequest<CustomerDetails>;

internal sealed class GetCustomerHandler(ICrmDb db) : IRequestHandler<GetCustomer, CustomerDetails>
{
    public Task<CustomerDetails> Handle(GetCustomer q, CancellationToken ct) => db.GetAsync<Customer, CustomerDetails>(q.Id, ct);
}
