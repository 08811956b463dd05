using AutoMapper;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Macros;

namespace Crm.Application.Service.Macros;

/// <summary>A named set of changes to a ticket with a prepared reply.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
public sealed record MacroDetails(
    Id<Macro> Id,
    int Version,
    string Name,
    string? Description,
    TicketType? Type,
    TicketPriority? Priority,
    Id<Queue>? QueueId,
    bool AssignsToCaller,
    IReadOnlyList<string> AddedTags,
    IReadOnlyList<string> RemovedTags,
    TicketMessageKind? ReplyKind,
    string? ReplyBody,
    MacroAct? Act,
    ResolutionCode? ResolutionCode,
    string? ResolutionText,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Macro, MacroDetails>();
    }
}
