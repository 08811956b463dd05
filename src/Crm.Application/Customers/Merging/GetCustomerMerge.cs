using AutoMapper;
using AutoMapper.QueryableExtensions;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers.Merging;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Merging;

public sealed record GetCustomerMerge(Id<CustomerMerge> Id) : IRequest<CustomerMergeDetails>;

internal sealed class GetCustomerMergeHandler(ICrmDb db, IConfigurationProvider maps) : IRequestHandler<GetCustomerMerge, CustomerMergeDetails>
{
    public Task<CustomerMergeDetails> Handle(GetCustomerMerge q, CancellationToken ct) =>
        db.CustomerMerges.AsNoTracking().Where(m => m.Id == q.Id).ProjectTo<CustomerMergeDetails>(maps).Single(q.Id, ct);
}
