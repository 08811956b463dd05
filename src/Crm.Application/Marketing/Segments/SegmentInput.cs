using System.Text.Json;
using Crm.Application.Common;
using Crm.Domain.Marketing;
using FluentValidation;

namespace Crm.Application.Marketing.Segments;

/// <summary>What a caller may write about a segment.</summary>
public record SegmentInput
{
    /// <summary>Unique among the segments that are not archived, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>Said once: a segment stays static or dynamic.</summary>
    public required SegmentKind Kind { get; init; }

    /// <summary>Of a dynamic segment, who is in it: a filter as a search of customers takes it, which may name other segments. A patch replaces it whole.</summary>
    public JsonElement? Filter { get; init; }

    internal static SegmentInput Of(Segment s) => new() { Name = s.Name, Description = s.Description, Kind = s.Kind, Filter = SegmentFilter.Read(s.Filter) };
}

internal sealed class SegmentInputValidator : AbstractValidator<SegmentInput>
{
    public SegmentInputValidator()
    {
        RuleFor(s => s.Name).RequiredLine(Segment.NameMax);
        RuleFor(s => s.Description).Block(Segment.DescriptionMax);
        RuleFor(s => s.Filter).Must(f => !SegmentFilter.IsNone(f)).When(s => s.Kind == SegmentKind.Dynamic).WithErrorCode(InputErrors.SegmentFilterMissing).WithMessage("A dynamic segment needs a filter.");
        RuleFor(s => s.Filter).Must(SegmentFilter.IsNone).When(s => s.Kind == SegmentKind.Static).WithErrorCode(InputErrors.SegmentFilterUnexpected).WithMessage("A static segment has no filter: its members are named one by one.");
        RuleFor(s => s.Filter).Must(f => SegmentFilter.IsNone(f) || f!.Value.GetRawText().Length <= Segment.FilterMax).WithErrorCode(InputErrors.SegmentFilterTooLong).WithMessage($"A filter has at most {Segment.FilterMax} characters.");
    }
}
