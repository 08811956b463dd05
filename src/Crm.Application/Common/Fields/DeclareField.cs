using AutoMapper;
using Crm.Domain.Common;
using FluentValidation;
using MediatR;

namespace Crm.Application.Common.Fields;

/// <summary>What may be written about a custom field later on; its key, target and type never change.</summary>
public record FieldInput
{
    public required string Label { get; init; }

    /// <summary>Whether every new or changed record must have a value.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What a choice may be; for the type choice only.</summary>
    public IReadOnlyList<string>? AllowedValues { get; init; }
}

/// <summary>Declares a custom field.</summary>
public sealed record DeclareField : FieldInput, IRequest<FieldDetails>
{
    public required CustomFieldTarget Target { get; init; }

    /// <summary>The member name inside customFields: a lower-case letter, then letters, digits or underscores.</summary>
    public required string Key { get; init; }
    public required CustomFieldType Type { get; init; }
}

internal sealed class FieldInputValidator : AbstractValidator<FieldInput>
{
    public FieldInputValidator()
    {
        RuleFor(f => f.Label).RequiredLine(FieldDefinition.LabelMax);
        RuleFor(f => f.AllowedValues).AtMost(FieldDefinition.AllowedValuesMax).NoRepeats();
        RuleForEach(f => f.AllowedValues).RequiredLine(FieldDefinition.TextMax);
    }
}

internal sealed partial class DeclareFieldValidator : AbstractValidator<DeclareField>
{
    public DeclareFieldValidator()
    {
        RuleFor(f => f.Key).Holds(new() { Pattern = "^[a-z][A-Za-z0-9_]*$", MinLength = 1, MaxLength = FieldDefinition.KeyMax }, k => k.Length <= FieldDefinition.KeyMax && Key().IsMatch(k))
            .WithErrorCode(InputErrors.KeyInvalid).WithMessage($"A key is a lower-case letter, then at most {FieldDefinition.KeyMax - 1} letters, digits or underscores.");
        RuleFor(f => f.AllowedValues).Must(v => v is { Count: > 0 }).When(f => f.Type == CustomFieldType.Choice)
            .WithErrorCode(InputErrors.AllowedValuesOnlyForChoice).WithMessage("A choice needs allowed values.");
        RuleFor(f => f.AllowedValues).Must(v => v is null or { Count: 0 }).When(f => f.Type != CustomFieldType.Choice)
            .WithErrorCode(InputErrors.AllowedValuesOnlyForChoice).WithMessage("Only a choice has allowed values.");
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"^[a-z][A-Za-z0-9_]*\z")]
    private static partial System.Text.RegularExpressions.Regex Key();
}

internal sealed class DeclareFieldHandler(ICrmDb db, IMapper mapper) : IRequestHandler<DeclareField, FieldDetails>
{
    public async Task<FieldDetails> Handle(DeclareField c, CancellationToken ct)
    {
        var field = FieldDefinition.Declare(c.Target, c.Key, c.Type, c.Label, c.IsRequired, c.AllowedValues ?? []);
        db.FieldDefinitions.Add(field);
        await db.SaveLastAsync(ct);
        return mapper.Map<FieldDetails>(field);
    }
}
