using Crm.Domain.Common;

namespace Crm.Domain.Service;

/// <summary>How a ticket ended.</summary>
public enum ResolutionCode { Solved, Workaround, Answered, Replaced, Refunded, NotReproducible, Duplicate, Withdrawn, NoAction }

/// <summary>What is said on resolving a ticket. A complaint needs the root cause and the remedy too.</summary>
public sealed record TicketResolution(ResolutionCode Code, string Text, string? RootCause = null, string? Remedy = null)
{
    public RootCauseCode? RootCauseCode { get; init; }
    public RemedyCode? RemedyCode { get; init; }

    /// <summary>What the remedy cost the company; zero or more.</summary>
    public Money? RemedyCost { get; init; }
}
