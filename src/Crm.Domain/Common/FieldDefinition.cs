using System.Globalization;

namespace Crm.Domain.Common;

public enum CustomFieldType { Text, Number, Boolean, Date, Choice }

/// <summary>What carries custom fields.</summary>
public enum CustomFieldTarget { Customer, Contact, Order, Ticket }

/// <summary>Declares one custom field: on what, under which key, of which type.</summary>
public sealed class FieldDefinition : ArchivableAggregate, IRemembered
{
    public const int KeyMax = 60;
    public const int LabelMax = 120;
    public const int TextMax = 1000;
    public const int AllowedValuesMax = 200;
    public const string DateFormat = "yyyy-MM-dd";

    private List<string> _allowedValues = [];

    private FieldDefinition() { }

    public Id<FieldDefinition> Id { get; private set; } = Id<FieldDefinition>.New();
    public CustomFieldTarget Target { get; private set; }

    /// <summary>The member name inside customFields; never changes, because records hold it.</summary>
    public string Key { get; private set; } = "";
    public string Label { get; private set; } = "";
    public CustomFieldType Type { get; private set; }

    /// <summary>Whether every new or changed record must have a value.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>What a choice may be; empty for the other types.</summary>
    public IReadOnlyList<string> AllowedValues => _allowedValues;

    public static FieldDefinition Declare(CustomFieldTarget target, string key, CustomFieldType type, string label, bool isRequired, IEnumerable<string> allowedValues)
    {
        var field = new FieldDefinition { Target = target, Key = key, Type = type };
        field.Change(label, isRequired, allowedValues);
        return field;
    }

    /// <summary>Values that records hold already stay, even when they are no longer allowed; they are checked when the record is next changed.</summary>
    public void Change(string label, bool isRequired, IEnumerable<string> allowedValues)
    {
        Label = Text.Required(label);
        IsRequired = isRequired;
        _allowedValues = [.. allowedValues.Select(v => Text.Required(v)).Distinct()];
    }

    /// <summary>Why the value is refused, as a sentence, or null when it is fine. Texts count as <see cref="CustomFields"/> keeps them: cleaned, an
    /// empty one is no value.</summary>
    public string? WhyNot(object? value) => (Type, value is string text ? Text.Clean(text) : value) switch
    {
        (_, null) => IsRequired ? $"The custom field {Key} is required." : null,
        (CustomFieldType.Text, string { Length: <= TextMax } s) when Text.IsPrintable(s, multiline: true) => null,
        (CustomFieldType.Number, decimal) or (CustomFieldType.Boolean, bool) => null,
        (CustomFieldType.Date, string s) when DateOnly.TryParseExact(s, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => null,
        (CustomFieldType.Choice, string s) when _allowedValues.Contains(s) => null,
        (CustomFieldType.Text, _) => $"The custom field {Key} takes a text of at most {TextMax} characters.",
        (CustomFieldType.Number, _) => $"The custom field {Key} takes a number.",
        (CustomFieldType.Boolean, _) => $"The custom field {Key} takes true or false.",
        (CustomFieldType.Date, _) => $"The custom field {Key} takes a date as YYYY-MM-DD.",
        _ => $"The custom field {Key} takes one of: {string.Join(", ", _allowedValues)}.",
    };
}
