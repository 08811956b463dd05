using System.Collections.Frozen;

namespace Crm.Domain.Common;

/// <summary>The company's own fields on a record. A value is a string, a decimal or a boolean (dates are ISO 8601 strings); which keys exist and
/// what they may hold is said by the <see cref="FieldDefinition"/>s.</summary>
public sealed class CustomFields : IEquatable<CustomFields>
{
    public const int Max = 100;

    public static readonly CustomFields None = new([]);

    private readonly FrozenDictionary<string, object> _values;

    /// <summary>Texts are cleaned. Null and empty values are left out: a field without a value is a field that is not there.</summary>
    public CustomFields(IEnumerable<KeyValuePair<string, object?>> values) =>
        _values = values.Select(v => (v.Key, Value: v.Value is string s ? Text.Clean(s) : v.Value)).Where(v => v.Value is not null)
            .ToFrozenDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, object>> Values => _values.OrderBy(v => v.Key, StringComparer.Ordinal);

    public object? this[string key] => _values.GetValueOrDefault(key);

    public bool Equals(CustomFields? other) =>
        other is not null && _values.Count == other._values.Count && _values.All(v => v.Value.Equals(other[v.Key]));

    public override bool Equals(object? obj) => Equals(obj as CustomFields);

    public override int GetHashCode() => _values.Aggregate(0, (hash, v) => hash ^ HashCode.Combine(v.Key, v.Value));
}
