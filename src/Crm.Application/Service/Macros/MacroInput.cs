using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Service;
using Crm.Domain.Service.Macros;
using FluentValidation;

namespace Crm.Application.Service.Macros;

/// <summary>What a caller may write about a macro.</summary>
public record MacroInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>What the ticket's type becomes; null leaves it.</summary>
    public TicketType? Type { get; init; }

    /// <summary>What its priority becomes; null leaves it.</summary>
    public TicketPriority? Priority { get; init; }

    /// <summary>Into which queue it goes; null leaves it where it is.</summary>
    public Id<Queue>? QueueId { get; init; }

    /// <summary>Whether whoever runs the macro gets the ticket.</summary>
    public bool AssignsToCaller { get; init; }
    public IReadOnlyList<string>? AddedTags { get; init; }
    public IReadOnlyList<string>? RemovedTags { get; init; }

    /// <summary>Whether the reply goes to the customer (publicReply) or stays inside (internalNote); publicReply when nothing is said.</summary>
    public TicketMessageKind? ReplyKind { get; init; }

    /// <summary>The reply, with placeholders such as {{ticket.number}} or {{contact.name|customer}}; null for none.</summary>
    public string? ReplyBody { get; init; }

    /// <summary>What becomes of the status, after the changes and the reply.</summary>
    public MacroAct? Act { get; init; }

    /// <summary>How it ended; for resolve, and needed there.</summary>
    public ResolutionCode? ResolutionCode { get; init; }

    /// <summary>The text of the resolution, with placeholders; for resolve, and needed there.</summary>
    public string? ResolutionText { get; init; }

    internal static MacroInput Of(Macro m) => new()
    {
        Name = m.Name,
        Description = m.Description,
        Type = m.Type,
        Priority = m.Priority,
        QueueId = m.QueueId,
        AssignsToCaller = m.AssignsToCaller,
        AddedTags = m.AddedTags,
        RemovedTags = m.RemovedTags,
        ReplyKind = m.ReplyKind,
        ReplyBody = m.ReplyBody,
        Act = m.Act,
        ResolutionCode = m.ResolutionCode,
        ResolutionText = m.ResolutionText,
    };

    internal MacroProfile ToProfile() => new()
    {
        Name = Name,
        Description = Description,
        Type = Type,
        Priority = Priority,
        QueueId = QueueId,
        AssignsToCaller = AssignsToCaller,
        AddedTags = AddedTags ?? [],
        RemovedTags = RemovedTags ?? [],
        ReplyKind = ReplyKind,
        ReplyBody = ReplyBody,
        Act = Act,
        ResolutionCode = ResolutionCode,
        ResolutionText = ResolutionText,
    };
}

internal sealed class MacroInputValidator : AbstractValidator<MacroInput>
{
    private const string OnlyResolve = "Only a macro whose act is resolve has a resolution.";

    public MacroInputValidator()
    {
        RuleFor(m => m.Name).RequiredLine(Macro.NameMax);
        RuleFor(m => m.Description).Block(Macro.DescriptionMax);
        this.Tags(m => m.AddedTags);
        this.Tags(m => m.RemovedTags);
        RuleFor(m => m.ReplyKind).Must(k => k != TicketMessageKind.CustomerMessage).WithErrorCode(InputErrors.ValueInvalid).WithMessage("A macro writes a publicReply or an internalNote.");
        RuleFor(m => m.ReplyBody).Block(CannedText.Max).Placeholders();
        RuleFor(m => m.ResolutionText).Block(Ticket.ResolutionTextMax).Placeholders();
        RuleFor(m => m.ResolutionCode).NotNull().When(m => m.Act == MacroAct.Resolve);
        RuleFor(m => m.ResolutionCode).Must(c => c is null).WithErrorCode(InputErrors.MacroResolutionUnused).WithMessage(OnlyResolve).When(m => m.Act != MacroAct.Resolve);
        RuleFor(m => m.ResolutionText).Must(t => t is null).WithErrorCode(InputErrors.MacroResolutionUnused).WithMessage(OnlyResolve).When(m => m.Act != MacroAct.Resolve);
        RuleFor(m => m.RemovedTags).Must((m, removed) => !Overlap(m.AddedTags, removed)).WithErrorCode(InputErrors.TagBothWays).WithMessage("A tag is added or removed, not both.");
        RuleFor(m => m.ResolutionText).Must(t => Text.Clean(t) is not null).WithErrorCode(InputErrors.Required).WithMessage("A value is needed.").When(m => m.Act == MacroAct.Resolve);
    }

    private static bool Overlap(IReadOnlyList<string>? added, IReadOnlyList<string>? removed) =>
        added is not null && removed is not null && Tags.Clean(added.Where(t => t is not null)).Intersect(Tags.Clean(removed.Where(t => t is not null))).Any();
}

internal static class CannedTextRules
{
    public static IRuleBuilderOptions<T, string?> Placeholders<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(t => t is null || CannedText.Unknown(t).Count == 0).WithErrorCode(InputErrors.PlaceholderUnknown).WithMessage($"There are the placeholders {string.Join(", ", CannedText.Names)}, in double braces, each perhaps with a bar and what stands in for it.");
}
