using AutoMapper;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Customers.Privacy;

/// <summary>One word of a person on the use of their data. It never changes; which one holds now, the consent status tells.</summary>
/// <param name="CustomerId">The person, when it is a customer; else null.</param>
/// <param name="ContactId">The person, when it is a contact; else null.</param>
/// <param name="Channel">The channel that it holds for; all of them when null.</param>
/// <param name="At">When it was said.</param>
/// <param name="By">The user who recorded it; null for a job.</param>
/// <param name="CreatedAt">When it was recorded.</param>
public sealed record ConsentDetails(
    Id<Consent> Id,
    Id<Customer>? CustomerId,
    Id<Contact>? ContactId,
    ConsentPurpose Purpose,
    ChannelType? Channel,
    ConsentState State,
    LegalBasis Basis,
    string? Source,
    string? Evidence,
    DateTimeOffset At,
    Id<User>? By,
    DateTimeOffset CreatedAt)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Consent, ConsentDetails>();
    }
}
