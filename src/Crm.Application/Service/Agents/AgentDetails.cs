using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;

namespace Crm.Application.Service.Agents;

/// <summary>Somebody who answers tickets: what they can do, and how much.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="Languages">BCP 47 tags, such as de or zh-Hans.</param>
/// <param name="Capacity">The most open tickets that are given by a rule or as the next one; null for no limit.</param>
/// <param name="CalendarId">The business calendar in whose hours the rules of queues give the agent tickets; null for always.</param>
/// <param name="IsAvailable">Whether the rules of queues give the agent tickets.</param>
public sealed record AgentDetails(
    Id<User> UserId, int Version, IReadOnlyList<string> Languages, IReadOnlyList<string> Skills, int? Capacity, Id<BusinessCalendar>? CalendarId, bool IsAvailable,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Agent, AgentDetails>();
    }
}
