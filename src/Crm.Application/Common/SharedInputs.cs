using AutoMapper;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using FluentValidation;

namespace Crm.Application.Common;

// The parts that the inputs and answers of several aggregates have in common.

/// <summary>What another system calls a record: (system, id), unique within its kind of record.</summary>
public sealed record ExternalIdInput(string System, string Id)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<ExternalId, ExternalIdInput>().ForCtorParam(nameof(Id), o => o.MapFrom(e => e.Value));
    }

    /// <summary>In the same order whoever reads them: the database and the program have different alphabets.</summary>
    internal static IReadOnlyList<ExternalIdInput> Sorted(IEnumerable<ExternalIdInput> ids) => [.. ids.OrderBy(i => i.System, StringComparer.Ordinal).ThenBy(i => i.Id, StringComparer.Ordinal)];

    public static IReadOnlyList<ExternalIdInput> Of(IEnumerable<ExternalId> ids) => [.. ids.Select(i => new ExternalIdInput(i.System, i.Value))];
}

internal sealed class ExternalIdInputValidator : AbstractValidator<ExternalIdInput>
{
    public ExternalIdInputValidator()
    {
        RuleFor(i => i.System).RequiredLine(ExternalId.SystemMax)
            .Holds(new() { Pattern = Rules.PrintableLine.Replace("]", ":]", StringComparison.Ordinal) }, s => s is null || !s.Contains(':')).WithErrorCode(InputErrors.ExternalIdColon).WithMessage("A system's name has no colon, because system:id names a record.");
        RuleFor(i => i.Id).RequiredLine(ExternalId.ValueMax);
    }
}

internal sealed class PostalAddressValidator : AbstractValidator<PostalAddress>
{
    public PostalAddressValidator()
    {
        RuleFor(a => a.Recipient).Line(PostalAddress.LineMax);
        RuleFor(a => a.Line1).RequiredLine(PostalAddress.LineMax);
        RuleFor(a => a.Line2).Line(PostalAddress.LineMax);
        RuleFor(a => a.PostalCode).Line(PostalAddress.PostalCodeMax);
        RuleFor(a => a.City).RequiredLine(PostalAddress.CityMax);
        RuleFor(a => a.Region).Line(PostalAddress.CityMax);
        RuleFor(a => a.Country).Country();
    }
}

/// <summary>A way to reach somebody.</summary>
/// <param name="IsPrimary">The one to use among those of its type; the first is, when none says so.</param>
public sealed record ChannelInput(ChannelType Type, string Value, bool IsPrimary = false, string? Label = null)
{
    internal sealed class Map : Profile
    {
        public Map() => CreateMap<Channel, ChannelInput>();
    }

    public ChannelData ToData() => new(Type, Value, IsPrimary, Label);

    public static IReadOnlyList<ChannelInput> Of(IEnumerable<Channel> channels) => [.. channels.OrderBy(c => c.Position).Select(c => new ChannelInput(c.Type, c.Value, c.IsPrimary, c.Label))];
}

internal sealed class ChannelInputValidator : AbstractValidator<ChannelInput>
{
    public ChannelInputValidator()
    {
        RuleFor(c => c.Value).RequiredLine(Channel.ValueMax);
        RuleFor(c => c.Value).Email().When(c => c.Type == ChannelType.Email);
        RuleFor(c => c.Value).Must(PhoneNumber.IsValid).When(c => Channel.IsNumber(c.Type))
            .WithErrorCode(InputErrors.PhoneInvalid).WithMessage($"A number has {PhoneNumber.MinDigits} to {PhoneNumber.MaxDigits} digits and at most {PhoneNumber.Max} characters.");
        RuleFor(c => c.Label).Line(Channel.LabelMax);
    }
}

internal static class SharedRules
{
    public static void ExternalIds<T>(this AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, IReadOnlyList<ExternalIdInput>?>> ids)
    {
        validator.RuleFor(ids).AtMost(ExternalId.Most);
        validator.RuleForEach(ids.Enumerable()).SetValidator(new ExternalIdInputValidator());
    }

    public static void Channels<T>(this AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, IReadOnlyList<ChannelInput>?>> channels)
    {
        validator.RuleFor(channels).AtMost(Channel.Most);
        validator.RuleForEach(channels.Enumerable()).SetValidator(new ChannelInputValidator());
    }

    public static void Tags<T>(this AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, IReadOnlyList<string>?>> tags)
    {
        validator.RuleFor(tags).AtMost(Domain.Common.Tags.Max);
        validator.RuleForEach(tags.Enumerable()).RequiredLine(Domain.Common.Tags.LengthMax);
    }

    private static System.Linq.Expressions.Expression<Func<T, IEnumerable<TItem>>> Enumerable<T, TItem>(this System.Linq.Expressions.Expression<Func<T, IReadOnlyList<TItem>?>> list) =>
        System.Linq.Expressions.Expression.Lambda<Func<T, IEnumerable<TItem>>>(list.Body, list.Parameters);
}
