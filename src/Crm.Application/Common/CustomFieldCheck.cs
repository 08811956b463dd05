using Crm.Application.Common.Lists;
using Crm.Domain.Common;

namespace Crm.Application.Common;

/// <summary>Checks custom fields against their definitions.</summary>
public sealed class CustomFieldCheck(ICrmDb db)
{
    /// <param name="before">What the record holds already: such a value may stay when its definition has been archived.</param>
    /// <exception cref="InvalidInput">A key is not declared, a required one is missing, or a value does not fit (400).</exception>
    public async Task Ensure(CustomFieldTarget target, CustomFields? wanted, CustomFields? before, CancellationToken ct)
    {
        var fields = wanted ?? CustomFields.None;
        var definitions = (await db.RememberedAsync<FieldDefinition>(ct)).Where(d => d.Target == target).ToDictionary(d => d.Key);
        var unknown = fields.Values.Where(v => !definitions.ContainsKey(v.Key) && !v.Value.Equals(before?[v.Key]))
            .Select(v => Error(v.Key, InputErrors.CustomFieldUnknown, definitions.Count == 0
                ? $"There is no custom field {ListRequest.Shown(v.Key)}; none is declared for a {CrmJson.Name(target)}."
                : $"There is no custom field {ListRequest.Shown(v.Key)}; declared are {string.Join(", ", definitions.Keys.Order(StringComparer.Ordinal))}."));
        var unfit = definitions.Values.Select(d => (d.Key, Why: d.WhyNot(fields[d.Key]))).Where(d => d.Why is not null)
            .Select(d => Error(d.Key, InputErrors.CustomFieldInvalid, d.Why!));
        InputError[] errors = [.. unknown, .. unfit];
        if (errors.Length > 0) throw new InvalidInput(errors);
    }

    /// <summary>A mistyped key must not look like a field without values.</summary>
    /// <exception cref="InvalidInput">A key is not declared (400).</exception>
    public async Task EnsureDeclared(CustomFieldTarget target, IReadOnlyCollection<(FilterTerm Term, string Key)> wanted, CancellationToken ct)
    {
        List<string> declared = [.. (await db.RememberedAsync<FieldDefinition>(ct)).Where(d => d.Target == target).Select(d => d.Key)];
        if (wanted.FirstOrDefault(w => !declared.Contains(w.Key)) is { Term: { } unknown })
            throw unknown.Invalid(InputErrors.CustomFieldUnknown,
                $"There is no such custom field; declared for a {CrmJson.Name(target)} are: {string.Join(", ", declared.Order(StringComparer.Ordinal))}.", "field");
    }

    private static InputError Error(string key, string code, string message) =>
        new($"/customFields/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", null, code, message);
}
