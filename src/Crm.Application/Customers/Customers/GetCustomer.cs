using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Customers;

public sealed record GetCustomer(Id<Customer> Id) : IRequest<CustomerDetails>;

internal sealed class GetCustomerHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetCustomer, CustomerDetails>
{
    public Task<CustomerDetails> Handle(GetCustomer q, CancellationToken ct) =>
        db.Customers.AsNoTracking().Where(c => c.Id == q.Id).ProjectTo<CustomerDetails>(maps).Single(q.Id, ct);
}
