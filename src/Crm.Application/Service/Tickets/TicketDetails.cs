using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Complaints;
using Crm.Application.Service.Levels;
using Crm.Application.Service.Surveys;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;

namespace Crm.Application.Service.Tickets;

/// <summary>A ticket, whole but for its messages, which are a list of their own.</summary>
/// <param name="Version">Increased by each change; the ETag.</param>
/// <param name="Number">The number for people, such as T-2026-000123.</param>
/// <param name="Channel">How the ticket reached us.</param>
/// <param name="Status">Pending waits for the customer, onHold for a third party.</param>
/// <param name="ParentId">The ticket that this one is a part of.</param>
/// <param name="DuplicateOfId">The ticket that is about the same.</param>
/// <param name="FollowUpOfId">The closed ticket that this one goes on with.</param>
/// <param name="SplitFromId">The ticket that this one's first messages were taken from.</param>
/// <param name="MergedIntoId">The ticket that took this one in.</param>
/// <param name="Resolution">How it ended; null until it is resolved and again after a reopening.</param>
/// <param name="FirstResponseAt">When staff first answered in public.</param>
/// <param name="Sla">What was promised about it, and how it stands now; null when no policy is for it.</param>
/// <param name="LastMessageAt">When the last message was written, by whomever.</param>
/// <param name="RequiredSkills">What whoever gets it by a rule of its queue, or as the next one, has to know.</param>
/// <param name="AssignedBy">How it came to its assignee: by a user, by the queue's rule, as the next ticket, or with other work that was handed over; null while nobody has it.</param>
/// <param name="Complaint">What a complaint is about; null until that was said, and on a ticket of another type.</param>
/// <param name="Satisfaction">How content the customer is with the latest resolution; null until the customer was asked.</param>
public sealed record TicketDetails(
    Id<Ticket> Id,
    int Version,
    string Number,
    Id<Customer> CustomerId,
    Id<Contact>? ContactId,
    string Subject,
    string? Description,
    TicketType Type,
    TicketChannel Channel,
    TicketPriority Priority,
    TicketStatus Status,
    Id<Queue>? QueueId,
    Id<User>? AssigneeId,
    Id<Order>? OrderId,
    Id<Product>? ProductId,
    Id<Ticket>? ParentId,
    Id<Ticket>? DuplicateOfId,
    Id<Ticket>? FollowUpOfId,
    Id<Ticket>? MergedIntoId,
    [Restrictable] ResolutionDetails? Resolution,
    DateTimeOffset OpenedAt,
    DateTimeOffset? FirstResponseAt,
    DateTimeOffset? LastMessageAt,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset? ClosedAt,
    int ReopenedCount,
    IReadOnlyList<string> Tags,
    CustomFields CustomFields,
    IReadOnlyList<ExternalIdInput> ExternalIds,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    SlaDetails? Sla,
    Id<Ticket>? SplitFromId,
    IReadOnlyList<string> RequiredSkills,
    AssignmentWay? AssignedBy,
    [Restrictable] ComplaintDetails? Complaint,
    [Restrictable] SatisfactionDetails? Satisfaction) : IPartlyVersioned
{
    /// <summary>What other systems call it.</summary>
    public IReadOnlyList<ExternalIdInput> ExternalIds { get; } = ExternalIdInput.Sorted(ExternalIds);

    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Ticket, TicketDetails>()
            .ForCtorParam(nameof(Resolution), o => o.MapFrom(t =>
                t.Resolution == null ? null : new ResolutionDetails(t.Resolution.Value, t.ResolutionText!, t.RootCause, t.Remedy, t.RootCauseCode, t.RemedyCode,
                    t.RemedyCostAmount == null ? (Money?)null : new Money(t.RemedyCostAmount.Value, t.RemedyCostCurrency!))))
            .ForCtorParam(nameof(Complaint), o => o.MapFrom(ComplaintDetails.Of))
            .ForCtorParam(nameof(Satisfaction), o => o.MapFrom(SatisfactionDetails.Of))
            .ForCtorParam(nameof(Sla), o => o.MapFrom(t => t.SlaPolicyId == null ? null : new SlaDetails(
                t.SlaPolicyId.Value, t.SlaPolicyName!, t.SlaReason ?? "", t.SlaCalendarId,
                SlaClockDetails.OfFirstResponse(t.FirstResponseClock, t.StatusHistory), SlaClockDetails.OfResolution(t.ResolutionClock, t.StatusHistory, t.SlaPausesIn))))
            .ForCtorParam(nameof(ExternalIds), o => o.MapFrom(t => t.ExternalIds));
    }
}

/// <summary>How a ticket ended.</summary>
/// <param name="Remedy">What the customer was given or promised to make up for it.</param>
/// <param name="RootCauseCode">Why it happened, to be counted.</param>
/// <param name="RemedyCode">What the customer was given, to be counted.</param>
/// <param name="RemedyCost">What the remedy cost the company.</param>
public sealed record ResolutionDetails(ResolutionCode Code, string Text, string? RootCause, string? Remedy, RootCauseCode? RootCauseCode, RemedyCode? RemedyCode, Money? RemedyCost);
