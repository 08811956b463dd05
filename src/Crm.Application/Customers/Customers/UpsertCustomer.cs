using Crm.Application.Common;
using Crm.Domain.Customers;
using MediatR;

namespace Crm.Application.Customers.Customers;

/// <summary>Another system's customer, registered or brought up to date.</summary>
public sealed class UpsertCustomer : IUpsertable<Customer, RegisterCustomer, CustomerDetails>
{
    public Task<CustomerDetails> Change(IMediator send, Customer record, Upsertion<RegisterCustomer> body, CancellationToken ct) =>
        send.Send(new ChangeCustomer(body.Patch<CustomerInput>()) { Id = record.Id }, ct);
}
