using Crm.Application.Common;
using Crm.Domain.Common;
using FluentValidation;

namespace Crm.Application.Identity.HandOvers;

/// <summary>Which of a user's records are meant: all that are open, or those that are named. One of the two is given.</summary>
public sealed record WorkSelection<T> where T : class
{
    public const int Most = 1000;

    /// <summary>Everything of the kind that is open.</summary>
    public bool All { get; init; }

    /// <summary>Up to 1,000 records. Those that the receiver has already are passed over; any other that is not the user's, or not open, refuses the whole act.</summary>
    public IReadOnlyList<Id<T>>? Ids { get; init; }

    public static WorkSelection<T> Everything => new() { All = true };
}

internal sealed class WorkSelectionValidator<T> : AbstractValidator<WorkSelection<T>> where T : class
{
    public WorkSelectionValidator()
    {
        RuleFor(s => s.Ids).AtMost(WorkSelection<T>.Most).NoRepeats();
        RuleFor(s => s.All).Must((s, all) => all != s.Ids is not null)
            .WithErrorCode(InputErrors.HandOverSelection).WithMessage("Either all is true, or ids names the records.");
    }
}
