using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Merging;

/// <summary>Takes a merge back: each customer is what it was and has what it had, as far as nothing was changed since then. A no-op when it was undone before.</summary>
public sealed record UndoCustomerMerge : CommandOn<CustomerMerge>, IRequest<CustomerMergeDetails>;

internal sealed class UndoCustomerMergeHandler(ICrmDb db, MergeMoves moves, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<UndoCustomerMerge, CustomerMergeDetails>
{
    public async Task<CustomerMergeDetails> Handle(UndoCustomerMerge c, CancellationToken ct)
    {
        var merge = await db.Load(c.Id, ct);
        if (merge.UndoneAt is not null) return mapper.Map<CustomerMergeDetails>(merge);
        await moves.Lock([.. merge.Parties.Select(p => p.CustomerId)], ct);
        var now = clock.GetUtcNow();
        merge.Undo(caller.Id, now);
        await EnsureLatest(merge, ct);
        var survivor = await db.Customers.Unrestricted().SingleOrDefaultAsync(x => x.Id == merge.SurvivorId, ct) ?? throw MergeErrors.SurvivorArchived;
        await db.EnsureAllowedAsync(survivor.Id, ct);

        var party = merge.Parties.Single(p => p.CustomerId == survivor.Id);
        var regained = CustomerSnapshot.TakeBack(party.Before!, party.After!, CustomerSnapshot.Of(survivor));
        survivor.Regain(regained.Written.ToProfile(), regained.ToCredit(), regained.Lifecycle, regained.Written.TerritoryId, caller.Id, now);
        survivor.Assign(regained.Written.OwnerId, regained.Written.TeamId, caller.Id, now);
        if (survivor.LegalHoldSince is not null && !regained.IsHeldLegally) survivor.EndLegalHold();
        survivor.PutUnder(null, []);   // said again below, when all stand in their places
        await db.SaveChangesAsync(ct);   // what can be there once only has to be free before the others take it back

        await moves.GiveBack(merge, now, ct);
        var others = await Unmerge(merge, now, ct);
        await db.SaveChangesAsync(ct);
        foreach (var (customer, parent) in others.Append((survivor, regained.Written.ParentId))) await PutBackUnder(customer, parent, ct);
        await moves.RedirectAnew(merge, ct);
        await db.SaveLastAsync(ct);
        return mapper.Map<CustomerMergeDetails>(merge);
    }

    /// <summary>Merges are undone from the last one back, for each stands on what the ones before it made.</summary>
    private async Task EnsureLatest(CustomerMerge merge, CancellationToken ct)
    {
        var parties = merge.Parties.Select(p => p.CustomerId).ToList();
        var later = await db.CustomerMerges.Unrestricted().Where(m => m.At > merge.At && m.UndoneAt == null && m.Parties.Any(p => parties.Contains(p.CustomerId)))
            .OrderByDescending(m => m.At).Select(m => (Id<CustomerMerge>?)m.Id).FirstOrDefaultAsync(ct);
        if (later is { } id) throw MergeErrors.LaterMerge(id);
    }

    private async Task<List<(Customer Customer, Id<Customer>? Parent)>> Unmerge(CustomerMerge merge, DateTimeOffset now, CancellationToken ct)
    {
        List<(Customer, Id<Customer>?)> unmerged = [];
        foreach (var party in merge.Others)
        {
            var id = party.CustomerId;
            var customer = await db.Customers.Whole().SingleAsync(x => x.Id == id, ct);
            var before = CustomerSnapshot.Read(party.Before!).Written;
            customer.Unmerge((before with { ExternalIds = await StillFree(before.ExternalIds ?? [], ct) }).ToProfile());
            await db.LeaveArchivedTeam(customer, caller.Id, now, ct);
            unmerged.Add((customer, before.ParentId));
        }
        return unmerged;
    }

    // Another system's id that was given to somebody else since then stays there.
    private async Task<IReadOnlyList<ExternalIdInput>> StillFree(IReadOnlyList<ExternalIdInput> ids, CancellationToken ct)
    {
        List<ExternalIdInput> free = [];
        foreach (var id in ids)   // at most ten, each found by its key
            if (!await db.Customers.Whole().AnyAsync(x => x.ExternalIds.Any(e => e.System == id.System && e.Value == id.Id), ct)) free.Add(id);
        return free;
    }

    // Where the parent is gone, or stands below it by now, it stands for itself.
    private async Task PutBackUnder(Customer customer, Id<Customer>? parent, CancellationToken ct)
    {
        if (parent is not { } id) return;
        var chain = await db.Upwards<Customer>(id, x => x.ParentId, ct);
        if (chain.Contains(customer.Id) || !await db.Customers.Unrestricted().AnyAsync(x => x.Id == id, ct)) return;
        customer.PutUnder(id, chain);
        await db.SaveChangesAsync(ct);
    }
}
