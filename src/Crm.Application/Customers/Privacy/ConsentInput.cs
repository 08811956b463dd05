using Crm.Application.Common;
using Crm.Domain.Customers;
using FluentValidation;

namespace Crm.Application.Customers.Privacy;

/// <summary>What a person said about the use of their data.</summary>
public abstract record ConsentInput : ITransactional
{
    /// <summary>What the data may be used for.</summary>
    public required ConsentPurpose Purpose { get; init; }

    /// <summary>The channel that it holds for; all of them when left out.</summary>
    public ChannelType? Channel { get; init; }
    public required ConsentState State { get; init; }

    /// <summary>Why the use is lawful (GDPR, Article 6).</summary>
    public required LegalBasis Basis { get; init; }

    /// <summary>Where it was said, such as a form or a call.</summary>
    public string? Source { get; init; }

    /// <summary>What shows that it was said.</summary>
    public string? Evidence { get; init; }

    /// <summary>When it was said; now when left out.</summary>
    public DateTimeOffset? At { get; init; }

    internal ConsentData ToData() => new() { Purpose = Purpose, Channel = Channel, State = State, Basis = Basis, Source = Source, Evidence = Evidence, At = At };
}

internal sealed class ConsentInputValidator : AbstractValidator<ConsentInput>
{
    public ConsentInputValidator()
    {
        RuleFor(c => c.Source).Line(Consent.SourceMax);
        RuleFor(c => c.Evidence).Block(Consent.EvidenceMax);
        RuleFor(c => c.At).SensibleTime();
    }
}
