using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Service.Levels;
using Crm.Domain.Common;
using Crm.Domain.Service;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Service.Tickets;

/// <summary>Lets a ticket take in others of the same customer: it gets their messages and their children, they are closed.</summary>
public sealed record MergeTickets : CommandOn<Ticket>, IRequest<TicketDetails>
{
    public const int Most = 20;

    /// <summary>The tickets to take in.</summary>
    public required IReadOnlyList<Id<Ticket>> SourceIds { get; init; }
}

internal sealed class MergeTicketsValidator : AbstractValidator<MergeTickets>
{
    public MergeTicketsValidator() => RuleFor(c => c.SourceIds).NotEmptyList().AtMost(MergeTickets.Most).NoRepeats();
}

internal sealed class MergeTicketsHandler(ICrmDb db, TicketClocks clocks, TimeProvider clock) : IRequestHandler<MergeTickets, TicketDetails>
{
    public async Task<TicketDetails> Handle(MergeTickets c, CancellationToken ct)
    {
        await Lock(c, ct);
        var target = await db.Load(c.Id, ct);
        var found = await db.Tickets.Where(t => c.SourceIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, ct);
        var sources = c.SourceIds.Select((id, i) => found.GetValueOrDefault(id) ?? throw InvalidInput.UnknownReference($"/sourceIds/{i}", nameof(Ticket))).ToList();
        foreach (var source in sources) await db.EnsureAllowedAsync(source.Id, ct);
        // Merged before: neither its place nor its children are taken again.
        sources.RemoveAll(s => s.MergedIntoId == target.Id);
        var ids = sources.ConvertAll(s => s.Id);

        var (parents, originals) = (await db.Upwards(target.ParentId, t => t.ParentId, ct), await db.Upwards(target.DuplicateOfId, t => t.DuplicateOfId, ct));
        foreach (var source in sources) source.MergeInto(target, clock.GetUtcNow());
        foreach (var message in await db.TicketMessages.Unrestricted().Where(m => ids.Contains(m.TicketId)).ToListAsync(ct)) message.Follow(sources.Find(s => s.Id == message.TicketId)!);

        // The target takes the place of the highest source above it, else it would come to stand below its own children.
        if (parents.Any(ids.Contains)) target.PutUnder(Beyond(parents, ids).Cast<Id<Ticket>?>().FirstOrDefault(), Beyond(parents, ids));
        if (originals.Any(ids.Contains)) target.MarkDuplicateOf(Beyond(originals, ids).Cast<Id<Ticket>?>().FirstOrDefault(), Beyond(originals, ids));
        var above = await db.Upwards(target.ParentId, t => t.ParentId, ct);
        foreach (var child in await Children(ids).Where(t => t.Id != target.Id && !ids.Contains(t.Id)).ToListAsync(ct)) child.PutUnder(target.Id, above);
        await db.SaveChangesAsync(ct);
        return await clocks.Details(target, ct);
    }

    /// <summary>The target, the sources and the children to be taken over, all in the order of their ids. Whoever puts a further child below a source
    /// needs the source's row.</summary>
    private async Task Lock(MergeTickets c, CancellationToken ct)
    {
        HashSet<Id<Ticket>> locked = [];
        while (true)
        {
            HashSet<Id<Ticket>> all = [c.Id, .. c.SourceIds, .. await Children(c.SourceIds).Select(t => t.Id).ToListAsync(ct)];
            if (locked.IsSupersetOf(all)) return;
            locked.UnionWith(all);
            await db.LockAsync(locked, ct);
        }
    }

    // A closed child keeps its parent: nothing about a closed ticket changes.
    private IQueryable<Ticket> Children(IReadOnlyList<Id<Ticket>> of) =>
        db.Tickets.Unrestricted().Where(t => t.ParentId != null && of.Contains(t.ParentId.Value) && t.Status != TicketStatus.Closed);

    private static List<Id<Ticket>> Beyond(IReadOnlyList<Id<Ticket>> chain, List<Id<Ticket>> sources)
    {
        var highest = chain.ToList().FindLastIndex(sources.Contains);
        return [.. chain.Skip(highest + 1)];
    }
}
