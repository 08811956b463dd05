using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers.Merging;
using MediatR;

namespace Crm.Application.Customers.Merging;

public sealed record GetCustomerMerge(Id<CustomerMerge> Id) : IRequest<CustomerMergeDetails>;

internal sealed class GetCustomerMergeHandler(ICrmDb db) : IRequestHandler<GetCustomerMerge, CustomerMergeDetails>
{
    public Task<CustomerMergeDetails> Handle(GetCustomerMerge q, CancellationToken ct) => db.GetAsync<CustomerMerge, CustomerMergeDetails>(q.Id, ct);
}
