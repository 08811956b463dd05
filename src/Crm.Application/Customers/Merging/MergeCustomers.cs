using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Customers.Customers;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Merging;

/// <summary>Makes one customer of several: the one in the address survives, and gets everything that the others have.</summary>
public sealed record MergeCustomers : CommandOn<Customer>, IRequest<CustomerMergeResult>
{
    /// <summary>The customers to take in; what the survivor does not say, the first of them that says it does.</summary>
    public required IReadOnlyList<Id<Customer>> OtherIds { get; init; }
    public string? Reason { get; init; }

    /// <summary>Answers what would come of it, and changes nothing.</summary>
    public bool DryRun { get; init; }
}

internal sealed class MergeCustomersValidator : AbstractValidator<MergeCustomers>
{
    public MergeCustomersValidator()
    {
        RuleFor(c => c.OtherIds).NotEmptyList().AtMost(CustomerMerge.Most).NoRepeats();
        RuleFor(c => c.Reason).Line(CustomerMerge.ReasonMax);
    }
}

internal sealed class MergeCustomersHandler(ICrmDb db, MergeMoves moves, ICurrentUser caller, IMapper mapper, TimeProvider clock) : IRequestHandler<MergeCustomers, CustomerMergeResult>
{
    private const string Source = "Merge of customers";

    public async Task<CustomerMergeResult> Handle(MergeCustomers c, CancellationToken ct)
    {
        if (c.OtherIds.Contains(c.Id)) throw MergeErrors.WithItself;
        if (!c.DryRun) return await Merge(c, ct);
        await using var trial = await db.BeginAsync(ct);   // never committed: a dry run does all that a merge does, and undoes it
        var result = await Merge(c, ct);
        db.Forget();
        return result with { IsDryRun = true, MergeId = null, UndoableUntil = null };
    }

    private async Task<CustomerMergeResult> Merge(MergeCustomers c, CancellationToken ct)
    {
        await moves.Lock([c.Id, .. c.OtherIds], ct);
        var survivor = await db.Load(c.Id, ct);
        var others = await LoadOthers(c, ct);
        var now = clock.GetUtcNow();
        var take = Customer.Taking(survivor, others, caller.Id, now);
        var merge = CustomerMerge.Of(survivor.Id, [.. others.Prepend(survivor).Select(x => new MergeParty(x.Id, CustomerSnapshot.Of(x)))], c.Reason, caller.Id, now);
        db.CustomerMerges.Add(merge);
        var words = await MissingConsents(merge, now, ct);
        var parent = await NewParent(survivor, others, ct);

        var primaries = await moves.FreePrimaryPlaces(merge, ct);
        foreach (var other in others) other.MergeInto(survivor.Id, now);
        await db.SaveChangesAsync(ct);   // what can be there once only has to be free before the survivor takes it
        await moves.Take(merge, primaries, now, ct);

        take(survivor);
        survivor.PutUnder(parent.Id, parent.Chain);
        foreach (var consent in words.Select(w => Consent.Of(survivor, w, caller.Id, now)))
        {
            db.Consents.Add(consent);
            db.Set<MergedItem>().Add(merge.Take(MovedKind.Consent, consent.Id.Value, survivor.Id));
        }
        merge.Parties[0].Became(CustomerSnapshot.Of(survivor));
        await db.SaveChangesAsync(ct);
        var details = mapper.Map<CustomerMergeDetails>(merge);
        return new(IsDryRun: false, merge.Id, mapper.Map<CustomerDetails>(survivor), details.Moved, [.. words.Select(w => new MergedConsentDetails(w.Purpose, w.Channel, w.State))], details.UndoableUntil);
    }

    /// <exception cref="InvalidInput">One does not exist (400).</exception>
    /// <exception cref="RuleBroken">One was merged meanwhile (409).</exception>
    private async Task<List<Customer>> LoadOthers(MergeCustomers c, CancellationToken ct)
    {
        var found = await db.Customers.Where(x => c.OtherIds.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
        var missing = c.OtherIds.Where(id => !found.ContainsKey(id)).ToList();
        var redirected = missing.Count == 0 ? [] : await db.Set<CustomerRedirect>().Where(r => missing.Contains(r.Id))
            .Join(db.Customers, r => r.SurvivorId, x => x.Id, (r, x) => new { r.Id, r.SurvivorId }).ToDictionaryAsync(r => r.Id, r => r.SurvivorId, ct);
        foreach (var id in missing) if (redirected.TryGetValue(id, out var survivor)) throw CustomerErrors.Merged(survivor);
        List<Customer> others = [.. c.OtherIds.Select((id, i) => found.GetValueOrDefault(id) ?? throw InvalidInput.UnknownReference($"/otherIds/{i}", nameof(Customer)))];
        foreach (var other in others) await db.EnsureAllowedAsync(other.Id, ct);
        return others;
    }

    private async Task<IReadOnlyList<ConsentData>> MissingConsents(CustomerMerge merge, DateTimeOffset now, CancellationToken ct)
    {
        Id<Customer>[] all = [.. merge.Parties.Select(p => p.CustomerId)];
        var words = await db.Consents.Unrestricted().AsNoTracking().Where(x => x.CustomerId != null && all.Contains(x.CustomerId.Value)).OrderBy(x => x.Id)
            .Select(x => new { Person = x.CustomerId!.Value, Word = new ConsentWord(x.Id, x.Purpose, x.Channel, x.State, x.At) }).ToListAsync(ct);
        var persons = words.ToLookup(w => w.Person, w => w.Word);
        return MergedConsents.Missing([.. all.Select(id => persons[id].ToList())], Source, now);
    }

    /// <summary>What the survivor stands under afterwards: what it stood under, in the place of one that was taken in what that one stood under, else the first of the others' parents.</summary>
    private async Task<(Id<Customer>? Id, IReadOnlyList<Id<Customer>> Chain)> NewParent(Customer survivor, List<Customer> others, CancellationToken ct)
    {
        HashSet<Id<Customer>> taken = [.. others.Select(o => o.Id)];
        foreach (var parent in others.Select(o => o.ParentId).Prepend(survivor.ParentId).OfType<Id<Customer>>())
        {
            var chain = await db.Upwards<Customer>(parent, x => x.ParentId, ct);
            // The place of the highest one above: else the survivor would come to stand below its own subsidiaries.
            if (chain.Contains(survivor.Id)) continue;
            var beyond = chain.Skip(chain.ToList().FindLastIndex(taken.Contains) + 1).ToList();
            if (beyond.Count > 0) return (beyond[0], beyond);
        }
        return (null, []);
    }
}
