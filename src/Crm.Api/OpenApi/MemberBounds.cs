using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Application.Common;
using Crm.Infrastructure.Persistence;
using FluentValidation;
using FluentValidation.Validators;
using Microsoft.OpenApi;

namespace Crm.Api.OpenApi;

/// <summary>What the members of inputs and answers may hold. Of an input the validators say it; of an answer the columns that its texts come from, and the
/// input of the same thing.</summary>
internal sealed class MemberBounds
{
    private readonly ILookup<(Type Type, string Member), (Bounds Bounds, bool OfItems)> _rules;
    private readonly DataModel _data;
    private readonly HashSet<string> _things;

    public MemberBounds(IServiceScopeFactory scopes, DataModel data)
    {
        (_data, _things) = (data, [.. data.TextLengths.Keys.Select(k => k.Type)]);
        using var scope = scopes.CreateScope();
        _rules = typeof(ErrorCode).Assembly.GetTypes().Where(t => !t.IsAbstract && !t.ContainsGenericParameters)
            .SelectMany(t => t.GetInterfaces()).Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValidator<>)).Distinct()
            .SelectMany(i => scope.ServiceProvider.GetServices(i).SelectMany(v => Rules((IValidator)v!)))
            .ToLookup(r => (r.Type, r.Member), r => (r.Bounds, r.OfItems));
    }

    /// <summary>Bounds the members of a type's schema; those that its rules do not speak of keep what the generator found.</summary>
    public void Apply(Type type, OpenApiSchema schema)
    {
        var thing = _things.Where(t => type.Name.StartsWith(t, StringComparison.Ordinal)).MaxBy(t => t.Length);
        foreach (var property in type.GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!schema.Properties!.TryGetValue(name, out var found) || found is not OpenApiSchema member) continue;
            foreach (var (bounds, ofItems) in RulesOf(type, property.Name, thing))
            {
                Bound(ofItems ? member.Items as OpenApiSchema : member, bounds);
                if (bounds.Needed && !ofItems && !schema.AdditionalPropertiesAllowed) (schema.Required ??= new HashSet<string>()).Add(name);
            }
            if (thing is not null && member is { MaxLength: null, Enum: null or { Count: 0 } } && member.Type?.HasFlag(JsonSchemaType.String) == true && _data.TextLengths.TryGetValue((thing, property.Name), out var max)) member.MaxLength = max;
        }
    }

    // A record is bounded by its own rules and those of what it derives from; an answer by those of the input of the same thing.
    private IEnumerable<(Bounds Bounds, bool OfItems)> RulesOf(Type type, string member, string? thing)
    {
        var found = false;
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType!)
            foreach (var rule in _rules[(t, member)])
            {
                found = true;
                yield return rule;
            }
        if (found || thing is null || type.Name.EndsWith("Input", StringComparison.Ordinal)) yield break;
        foreach (var rules in _rules.Where(r => r.Key.Type.Name == $"{thing}Input" && r.Key.Member == member))
            foreach (var (bounds, ofItems) in rules) yield return (new Bounds { MaxLength = bounds.MaxLength, MaxItems = bounds.MaxItems, Pattern = bounds.Pattern }, ofItems);
    }

    private static void Bound(OpenApiSchema? member, Bounds bounds)
    {
        if (member is null) return;
        member.MinLength = bounds.MinLength ?? member.MinLength;
        member.MaxLength = bounds.MaxLength ?? member.MaxLength;
        member.Minimum = bounds.Minimum?.ToString(CultureInfo.InvariantCulture) ?? member.Minimum;
        member.Maximum = bounds.Maximum?.ToString(CultureInfo.InvariantCulture) ?? member.Maximum;
        if (bounds.Decimals is { } decimals && member.Type?.HasFlag(JsonSchemaType.Number) == true) member.MultipleOf = decimal.Parse($"1e-{decimals}", NumberStyles.Float, CultureInfo.InvariantCulture);
        member.MinItems = bounds.MinItems ?? member.MinItems;
        member.MaxItems = bounds.MaxItems ?? member.MaxItems;
        if (bounds.UniqueItems) member.UniqueItems = true;
        member.Format = bounds.Format ?? member.Format;
        member.Pattern = bounds.Pattern ?? member.Pattern;
        if (bounds.Values is { } values) member.Enum = [.. values.Select(v => (JsonNode)JsonValue.Create(v))];
        if (bounds.Needed) member.Type &= ~JsonSchemaType.Null;
    }

    private static IEnumerable<(Type Type, string Member, Bounds Bounds, bool OfItems)> Rules(IValidator validator)
    {
        var type = validator.GetType().GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValidator<>)).GetGenericArguments()[0];
        var context = Activator.CreateInstance(typeof(ValidationContext<>).MakeGenericType(type), [null]);
        foreach (var rule in validator.CreateDescriptor().Rules.Where(r => r is { PropertyName: not null, HasCondition: false, HasAsyncCondition: false }))
            foreach (var part in rule.Components.Where(c => !c.HasCondition && !c.HasAsyncCondition))
            {
                var ofItems = rule.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollectionRule<,>));
                if (part.Validator is IBounded bounded && Owner(type, rule.PropertyName) is { } owner) yield return (owner, rule.PropertyName.Split('.')[^1], bounded.Bounds, ofItems);
                // A part of the record has rules of its own, for which there may be no validator of its own.
                else if (part.Validator is IChildValidatorAdaptor child && child.GetType().GetMethod("GetValidator")!.Invoke(child, [context, null]) is IValidator its)
                    foreach (var inner in Rules(its)) yield return inner;
            }
    }

    // A rule may be about a member of a member.
    private static Type? Owner(Type type, string path) =>
        path.Split('.')[..^1].Aggregate((Type?)type, (t, name) => t?.GetProperty(name)?.PropertyType is { } found ? Nullable.GetUnderlyingType(found) ?? found : null);
}
