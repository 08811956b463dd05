using Crm.Domain.Common;

namespace Crm.Domain.Service.Macros;

/// <summary>What becomes of the ticket's status, after the changes and the reply.</summary>
public enum MacroAct { Accept, WaitForCustomer, WaitForThirdParty, Resolve }

/// <summary>What a caller may write about a macro. It replaces everything.</summary>
public sealed record MacroProfile
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public TicketType? Type { get; init; }
    public TicketPriority? Priority { get; init; }
    public Id<Queue>? QueueId { get; init; }
    public bool AssignsToCaller { get; init; }
    public IReadOnlyCollection<string> AddedTags { get; init; } = [];
    public IReadOnlyCollection<string> RemovedTags { get; init; } = [];
    public TicketMessageKind? ReplyKind { get; init; }
    public string? ReplyBody { get; init; }
    public MacroAct? Act { get; init; }
    public ResolutionCode? ResolutionCode { get; init; }
    public string? ResolutionText { get; init; }
}

/// <summary>A named set of changes to a ticket with a prepared reply, so that what is done every day is one act.</summary>
public sealed class Macro : ArchivableAggregate, ISearchable
{
    public const int NameMax = 120;
    public const int DescriptionMax = 1000;

    private List<string> _addedTags = [];
    private List<string> _removedTags = [];

    private Macro() { }

    public Id<Macro> Id { get; private set; } = Id<Macro>.New();

    /// <summary>Unique among the macros.</summary>
    public string Name { get; private set; } = "";
    public string? Description { get; private set; }
    public TicketType? Type { get; private set; }
    public TicketPriority? Priority { get; private set; }
    public Id<Queue>? QueueId { get; private set; }
    public bool AssignsToCaller { get; private set; }
    public IReadOnlyList<string> AddedTags => _addedTags;
    public IReadOnlyList<string> RemovedTags => _removedTags;

    /// <summary>A reply to the customer or a note; null for neither.</summary>
    public TicketMessageKind? ReplyKind { get; private set; }

    /// <summary>A <see cref="CannedText"/>.</summary>
    public string? ReplyBody { get; private set; }
    public MacroAct? Act { get; private set; }
    public ResolutionCode? ResolutionCode { get; private set; }

    /// <summary>A <see cref="CannedText"/>.</summary>
    public string? ResolutionText { get; private set; }
    IEnumerable<string?> ISearchable.SearchedBy => [Name, Description];

    public static Macro Create(MacroProfile profile)
    {
        var macro = new Macro();
        macro.Change(profile);
        return macro;
    }

    public void Change(MacroProfile p)
    {
        var reply = Text.Clean(p.ReplyBody);
        if (reply is null && p is { Type: null, Priority: null, QueueId: null, AssignsToCaller: false, AddedTags.Count: 0, RemovedTags.Count: 0, Act: null }) throw MacroErrors.DoesNothing;
        Name = Text.Required(p.Name);
        Description = Text.Clean(p.Description);
        (Type, Priority, QueueId, AssignsToCaller) = (p.Type, p.Priority, p.QueueId, p.AssignsToCaller);
        (_addedTags, _removedTags) = (Tags.Clean(p.AddedTags), Tags.Clean(p.RemovedTags));
        (ReplyKind, ReplyBody) = (reply is null ? null : p.ReplyKind ?? TicketMessageKind.PublicReply, reply);
        Act = p.Act;
        (ResolutionCode, ResolutionText) = Act == MacroAct.Resolve ? (p.ResolutionCode, Text.Clean(p.ResolutionText)) : (null, null);
    }

    /// <summary>The ticket as the macro wants it.</summary>
    public TicketProfile Wanted(Ticket ticket) => TicketProfile.Of(ticket) with
    {
        Type = Type ?? ticket.Type,
        Priority = Priority ?? ticket.Priority,
        QueueId = QueueId ?? ticket.QueueId,
        Tags = [.. ticket.Tags.Except(_removedTags).Union(_addedTags)],
    };

    /// <summary>Does to the ticket what is to be done to its status.</summary>
    /// <param name="resolutionText">The text of the resolution with its values.</param>
    public void Finish(Ticket ticket, string? resolutionText, DateTimeOffset now)
    {
        if (Act is not { } act) return;
        if (ticket.Status == TicketStatus.New && act != MacroAct.Resolve) ticket.Accept(now);
        switch (act)
        {
            case MacroAct.WaitForCustomer: ticket.WaitForCustomer(now); break;
            case MacroAct.WaitForThirdParty: ticket.WaitForThirdParty(now); break;
            case MacroAct.Resolve: ticket.Resolve(new(ResolutionCode!.Value, resolutionText!), now); break;
        }
    }
}

public static class MacroErrors
{
    public static RuleBroken DoesNothing => new("macro.does_nothing", "A macro needs something to do: a change, a reply or an act.");

    /// <summary>The detail placeholders names them.</summary>
    public static RuleBroken PlaceholderEmpty(IReadOnlyCollection<string> placeholders) =>
        new("macro.placeholder_empty", "The ticket has no value for a placeholder, or none that you may see; write the reply yourself, or give the placeholder something to stand in for it, such as {{contact.name|customer}}.",
            new Dictionary<string, object?> { ["placeholders"] = placeholders });

    public static RuleBroken QueueArchived => new("macro.queue_archived", "The queue that the macro moves tickets into is archived; restore it, or change the macro.");

    public static RuleBroken TooManyTags => new("macro.too_many_tags", $"The ticket would have more than {Tags.Max} tags; remove some first.");

    public static RuleBroken TooLong => new("macro.too_long", $"With its values the text has more than {TicketMessage.BodyMax} characters; write the reply yourself.");
}
