using Crm.Domain.Common;

namespace Crm.Domain.Customers;

[ToldAs("contact.created")]
public sealed record ContactRegistered(Id<Contact> ContactId, Id<Customer> CustomerId) : IDomainEvent;

/// <summary>The contact works for another customer now. Whoever reported to it at the old one has no manager any more.</summary>
public sealed record ContactMoved(Id<Contact> ContactId, Id<Customer> FromCustomerId, Id<Customer> ToCustomerId) : IDomainEvent;
