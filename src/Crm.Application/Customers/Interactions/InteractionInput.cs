using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Interactions;

/// <summary>What a caller may write about an interaction.</summary>
public record InteractionInput
{
    /// <summary>How the company and the customer met.</summary>
    public required InteractionChannel Channel { get; init; }

    /// <summary>In when the customer came to us, out when we went to the customer.</summary>
    public required InteractionDirection Direction { get; init; }

    /// <summary>What it was about, in a line.</summary>
    public required string Subject { get; init; }

    /// <summary>What was said or written.</summary>
    public string? Text { get; init; }

    /// <summary>When it began, now when left out; at most five minutes ahead of our clock, because what is planned has not happened.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; not before it began.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What came of it, in a word.</summary>
    public InteractionOutcome? Outcome { get; init; }

    /// <summary>What came of it, in a sentence.</summary>
    public string? OutcomeNote { get; init; }

    /// <summary>Who took part for the customer, contacts of the customer, the main one first.</summary>
    public IReadOnlyList<Id<Contact>>? ContactIds { get; init; }

    /// <summary>Who took part for the company. A new one that says nothing of it was the caller's; an empty list is for nobody.</summary>
    public IReadOnlyList<Id<User>>? UserIds { get; init; }

    /// <summary>The customer's order that it was about.</summary>
    public Id<Order>? OrderId { get; init; }

    /// <summary>The customer's ticket that it was about.</summary>
    public Id<Ticket>? TicketId { get; init; }
    public IReadOnlyList<ExternalIdInput>? ExternalIds { get; init; }

    internal static InteractionInput Of(Interaction i) => new()
    {
        Channel = i.Channel,
        Direction = i.Direction,
        Subject = i.Subject,
        Text = i.Text,
        StartedAt = i.StartedAt,
        EndedAt = i.EndedAt,
        Outcome = i.Outcome,
        OutcomeNote = i.OutcomeNote,
        ContactIds = [.. i.Contacts.OrderBy(c => c.Position).Select(c => c.ContactId)],
        UserIds = [.. i.Users.Select(u => u.UserId).Order()],
        OrderId = i.OrderId,
        TicketId = i.TicketId,
        ExternalIds = ExternalIdInput.Of(i.ExternalIds),
    };

    internal InteractionData ToData() => new()
    {
        Channel = Channel,
        Direction = Direction,
        Subject = Subject,
        Text = Text,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        Outcome = Outcome,
        OutcomeNote = OutcomeNote,
        ContactIds = ContactIds ?? [],
        UserIds = UserIds ?? [],
        OrderId = OrderId,
        TicketId = TicketId,
        ExternalIds = [.. (ExternalIds ?? []).Select(e => new ExternalId(e.System, e.Id))],
    };
}

internal sealed class InteractionInputValidator : AbstractValidator<InteractionInput>
{
    public InteractionInputValidator()
    {
        RuleFor(i => i.Subject).RequiredLine(Interaction.SubjectMax);
        RuleFor(i => i.Text).Block(Interaction.TextMax);
        RuleFor(i => i.StartedAt).SensibleTime();
        RuleFor(i => i.EndedAt).SensibleTime();
        RuleFor(i => i.OutcomeNote).Line(Interaction.OutcomeNoteMax);
        RuleFor(i => i.ContactIds).AtMost(Interaction.ParticipantsMax).NoRepeats();
        RuleFor(i => i.UserIds).AtMost(Interaction.ParticipantsMax).NoRepeats();
        this.ExternalIds(i => i.ExternalIds);
    }
}

internal static class InteractionReferences
{
    /// <summary>Checks what the input names anew. What an interaction names already may have gone elsewhere since: it happened all the same.</summary>
    public static async Task EnsureReferences(this ICrmDb db, InteractionInput input, Id<Customer> customer, Interaction? before, CancellationToken ct)
    {
        await db.EnsureContacts(input.ContactIds ?? [], customer, before, ct);
        var users = (input.UserIds ?? []).Except(before?.Users.Select(u => u.UserId) ?? []).ToList();
        if (users.Count > 0) Ensure<User>("/userIds", input.UserIds!, users, await db.Users.Where(u => users.Contains(u.Id)).Select(u => u.Id).ToListAsync(ct));
        if (input.OrderId is { } order && order != before?.OrderId)
            await db.EnsureReference<Order>(o => o.Id == order && o.CustomerId == customer, "/orderId", ct);
        if (input.TicketId is { } ticket && ticket != before?.TicketId)
            await db.EnsureReference<Ticket>(t => t.Id == ticket && t.CustomerId == customer, "/ticketId", ct);
    }

    private static async Task EnsureContacts(this ICrmDb db, IReadOnlyList<Id<Contact>> named, Id<Customer> customer, Interaction? before, CancellationToken ct)
    {
        var fresh = named.Except(before?.Contacts.Select(c => c.ContactId) ?? []).ToList();
        if (fresh.Count == 0) return;
        await db.HoldAsync<Contact>(fresh, ct);   // or one could move to another customer, or be erased, before it is here
        Ensure("/contactIds", named, fresh, await db.Contacts.Where(c => fresh.Contains(c.Id) && c.CustomerId == customer).Select(c => c.Id).ToListAsync(ct));
    }

    private static void Ensure<T>(string pointer, IReadOnlyList<Id<T>> named, List<Id<T>> fresh, List<Id<T>> known) where T : class
    {
        InputError[] unknown = [.. named.Index().Where(n => fresh.Contains(n.Item) && !known.Contains(n.Item)).SelectMany(n => InvalidInput.UnknownReference($"{pointer}/{n.Index}", typeof(T).Name).Errors)];
        if (unknown.Length > 0) throw new InvalidInput(unknown);
    }
}
