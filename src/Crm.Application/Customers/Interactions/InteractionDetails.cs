using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Application.Customers.Interactions;

/// <summary>One touch between the company and a customer, whole.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="CustomerId">With whom it was; it stays there when a contact moves.</param>
/// <param name="ContactId">The first of contactIds; null when none is named.</param>
/// <param name="ContactIds">Who took part for the customer, the main one first.</param>
/// <param name="UserIds">Who took part for the company.</param>
/// <param name="By">The user who recorded it; null for a job.</param>
/// <param name="ErasedAt">When the texts were erased with the person's data; null when they were not.</param>
public sealed record InteractionDetails(
    Id<Interaction> Id,
    int Version,
    Id<Customer> CustomerId,
    Id<Contact>? ContactId,
    InteractionChannel Channel,
    InteractionDirection Direction,
    string Subject,
    [Restrictable] string? Text,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    InteractionOutcome? Outcome,
    [Restrictable] string? OutcomeNote,
    IReadOnlyList<Id<Contact>> ContactIds,
    IReadOnlyList<Id<User>> UserIds,
    Id<Order>? OrderId,
    Id<Ticket>? TicketId,
    IReadOnlyList<ExternalIdInput> ExternalIds,
    Id<User>? By,
    DateTimeOffset? ErasedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    /// <summary>What other systems call it.</summary>
    public IReadOnlyList<ExternalIdInput> ExternalIds { get; } = ExternalIdInput.Sorted(ExternalIds);

    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Interaction, InteractionDetails>()
            .ForCtorParam(nameof(ContactId), o => o.MapFrom(i => i.Contacts.OrderBy(c => c.Position).Select(c => (Id<Contact>?)c.ContactId).FirstOrDefault()))
            .ForCtorParam(nameof(ContactIds), o => o.MapFrom(i => i.Contacts.OrderBy(c => c.Position).Select(c => c.ContactId)))
            .ForCtorParam(nameof(UserIds), o => o.MapFrom(i => i.Users.Select(u => u.UserId).OrderBy(id => id)))
            .ForCtorParam(nameof(ExternalIds), o => o.MapFrom(i => i.ExternalIds));
    }
}
