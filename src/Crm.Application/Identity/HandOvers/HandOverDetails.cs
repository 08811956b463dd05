using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Identity.HandOvers;

/// <summary>One act by which work of a user went to another; what went over is listed at its items.</summary>
/// <param name="By">The user who did it; null for a job.</param>
/// <param name="IsDeactivation">Whether the user who gave was deactivated in the same act.</param>
/// <param name="CustomerCount">How many customers went over.</param>
/// <param name="OrderCount">How many open orders went over.</param>
/// <param name="TicketCount">How many open tickets went over.</param>
/// <param name="CreatedAt">When it was done.</param>
public sealed record HandOverDetails(
    Id<HandOver> Id,
    int Version,
    Id<User> FromUserId,
    Id<User> ToUserId,
    Id<User>? By,
    string? Reason,
    bool IsDeactivation,
    int CustomerCount,
    int OrderCount,
    int TicketCount,
    DateTimeOffset CreatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<HandOver, HandOverDetails>();
    }
}
