using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.Territories;

/// <summary>A part of the market, and who looks after new customers in it.</summary>
/// <param name="ParentId">The territory above, whose conditions must be met, too.</param>
/// <param name="Position">A customer that lies in two equally deep territories goes to the one with the lower number.</param>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record TerritoryDetails(
    Id<Territory> Id,
    int Version,
    string Name,
    string? Description,
    Id<Territory>? ParentId,
    int Position,
    IReadOnlyList<string> Countries,
    IReadOnlyList<string> Regions,
    IReadOnlyList<Market> Markets,
    IReadOnlyList<string> Tags,
    Id<User>? OwnerId,
    Id<Team>? TeamId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Territory, TerritoryDetails>();
    }
}
