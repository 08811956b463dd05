using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;

namespace Crm.Application.Customers.Merging;

/// <summary>One act by which customers became one.</summary>
/// <param name="SurvivorId">The customer that has everything now.</param>
/// <param name="OtherIds">Those that were taken in, in the order in which their values counted.</param>
/// <param name="By">The user who did it; null for a job.</param>
/// <param name="Moved">How much moved to the survivor.</param>
/// <param name="UndoableUntil">Until when it can be undone.</param>
/// <param name="UndoneAt">When it was undone; null when it was not.</param>
/// <param name="UndoneBy">The user who undid it; null when nobody did.</param>
/// <param name="IsErased">Whether how the customers were before is erased, with the personal data of one of them; then it cannot be undone.</param>
public sealed record CustomerMergeDetails(
    Id<CustomerMerge> Id,
    int Version,
    Id<Customer> SurvivorId,
    IReadOnlyList<Id<Customer>> OtherIds,
    string? Reason,
    Id<User>? By,
    MovedRecords Moved,
    DateTimeOffset At,
    DateTimeOffset UndoableUntil,
    DateTimeOffset? UndoneAt,
    Id<User>? UndoneBy,
    bool IsErased) : IVersioned
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<CustomerMerge, CustomerMergeDetails>()
            .ForCtorParam(nameof(OtherIds), o => o.MapFrom(m => m.Parties.Where(p => p.CustomerId != m.SurvivorId).OrderBy(p => p.Position).Select(p => p.CustomerId)))
            .ForCtorParam(nameof(Moved), o => o.MapFrom(m => new MovedRecords(m.ContactCount, m.OrderCount, m.TicketCount, m.InteractionCount, m.ConsentCount, m.SubsidiaryCount)))
            .ForCtorParam(nameof(UndoableUntil), o => o.MapFrom(m => m.At + CustomerMerge.UndoableFor));
    }
}

/// <param name="Subsidiaries">Organisations that stand under the survivor now.</param>
public sealed record MovedRecords(int Contacts, int Orders, int Tickets, int Interactions, int Consents, int Subsidiaries);

/// <summary>What came of a merge, or what would come of it.</summary>
/// <param name="IsDryRun">Whether nothing was changed: the rest is what a merge would have done at this moment.</param>
/// <param name="MergeId">The merge, under which it is read and undone; null in a dry run.</param>
/// <param name="Survivor">The customer with all that it took over.</param>
/// <param name="Moved">How much moved to the survivor.</param>
/// <param name="Consents">What was recorded besides the consents that moved, because the most restrictive of what held for each of them holds from now on.</param>
/// <param name="UndoableUntil">Until when it can be undone; null in a dry run.</param>
public sealed record CustomerMergeResult(
    bool IsDryRun, Id<CustomerMerge>? MergeId, CustomerDetails Survivor, MovedRecords Moved, IReadOnlyList<MergedConsentDetails> Consents, DateTimeOffset? UndoableUntil);

/// <param name="Channel">The channel that it holds for; all of them when null.</param>
public sealed record MergedConsentDetails(ConsentPurpose Purpose, ChannelType? Channel, ConsentState State);
