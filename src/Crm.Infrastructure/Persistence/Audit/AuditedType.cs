using System.Collections.Concurrent;
using System.Text.Json;
using Crm.Application.Audit;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Audit;

/// <summary>What a mapping may say to the audit. Whatever it does not say, is audited under its own name.</summary>
internal static class AuditAnnotations
{
    internal const string Name = "Crm:AuditedAs";
    internal const string AppendOnlyTable = "Crm:AppendOnly";
    private const string FollowsName = "Crm:Follows";

    /// <summary>Where the API calls it by another name.</summary>
    public static PropertyBuilder<T> AuditedAs<T>(this PropertyBuilder<T> property, string name)
    {
        property.Metadata.SetAnnotation(Name, name);
        return property;
    }

    /// <summary>For what says nothing about the business, such as when something was last used.</summary>
    public static PropertyBuilder<T> NotAudited<T>(this PropertyBuilder<T> property) => property.AuditedAs("");

    /// <summary>For what follows from other fields or from the passing of time: it is not audited, and where nothing else of a record changes, its version stays.</summary>
    public static PropertyBuilder<T> Follows<T>(this PropertyBuilder<T> property)
    {
        property.Metadata.SetAnnotation(FollowsName, true);
        return property.NotAudited();
    }

    public static ComplexTypePropertyBuilder<T> Follows<T>(this ComplexTypePropertyBuilder<T> property)
    {
        property.Metadata.SetAnnotation(FollowsName, true);
        property.Metadata.SetAnnotation(Name, "");
        return property;
    }

    /// <summary>Whether of the record, which is saved, nothing changes but what follows from other things.</summary>
    public static bool OnlyFollows(EntityEntry record) =>
        record.State == EntityState.Modified && record.Properties.Concat(record.ComplexProperties.SelectMany(c => c.Properties)).All(p => !p.IsModified || p.Metadata.FindAnnotation(FollowsName) is not null);

    /// <summary>The application may read the table and add to it, no more.</summary>
    public static void AppendOnly<T>(this EntityTypeBuilder<T> b) where T : class => b.Metadata.SetAnnotation(AppendOnlyTable, true);
}

/// <summary>One field of an aggregate or of a part of one.</summary>
/// <param name="Name">As the API's JSON has it; a field of a field with a dot: credit.rating.</param>
/// <param name="IsConcealed">A secret: that it changed is written down, what it is never.</param>
/// <param name="Currency">Where an amount's currency stands: the two are one field.</param>
internal sealed record AuditedField(string Name, bool IsConcealed, Func<EntityEntry, PropertyEntry> Get, Func<EntityEntry, PropertyEntry>? Currency)
{
    public bool IsModified(EntityEntry e) => Get(e).IsModified || Currency?.Invoke(e).IsModified == true;

    public object? Before(EntityEntry e) => Value(Get(e).OriginalValue, Currency?.Invoke(e).OriginalValue);

    public object? After(EntityEntry e) => Value(Get(e).CurrentValue, Currency?.Invoke(e).CurrentValue);

    private object? Value(object? value, object? currency) => Currency is null || value is null ? value : new Money((decimal)value, (string?)currency ?? "");
}

/// <summary>The fields of a type that are audited, found in the model: a new field of a new aggregate is among them without a line anywhere.</summary>
internal sealed class AuditedType
{
    private const string Amount = nameof(Amount);
    private const string CurrencyName = nameof(Currency);

    private static readonly ConcurrentDictionary<ITypeBase, AuditedType> Known = new();
    private static readonly string[] Technical = [nameof(Aggregate.Version), nameof(Aggregate.CreatedAt), nameof(Aggregate.UpdatedAt)];
    private static readonly string[] Secrets = ["Hash", "Secret", "Password", "Token"];

    private AuditedType(IEntityType type)
    {
        Kind = AuditedRecord.KindOf(type.ClrType);
        Fields = [.. FieldsOf(type, "", (e, p) => e.Property(p), isRoot: !type.IsOwned())];
    }

    public string Kind { get; }

    public IReadOnlyList<AuditedField> Fields { get; }

    public static AuditedType Of(IEntityType type) => Known.GetOrAdd(type, t => new((IEntityType)t));

    /// <summary>The name of a property as an audited field; null for one that is not audited.</summary>
    public static string? NameOf(IProperty property)
    {
        if (property.FindAnnotation(AuditAnnotations.Name)?.Value is string said) return said.Length > 0 ? said : null;
        if (property.IsShadowProperty() || Technical.Contains(property.Name) || property.Name.StartsWith("Normalized", StringComparison.Ordinal)) return null;
        return JsonNamingPolicy.CamelCase.ConvertName(property.Name);
    }

    private static IEnumerable<AuditedField> FieldsOf(ITypeBase type, string path, Func<EntityEntry, IProperty, PropertyEntry> entry, bool isRoot)
    {
        foreach (var property in type.GetProperties())
        {
            if (NameOf(property) is not { } name || (isRoot && property.IsPrimaryKey())) continue;
            var secret = Secrets.FirstOrDefault(s => property.Name.EndsWith(s, StringComparison.Ordinal));
            if (property.Name.EndsWith(CurrencyName, StringComparison.Ordinal) && Partner(property, CurrencyName, Amount) is not null) continue;   // told with its amount
            var currency = property.Name.EndsWith(Amount, StringComparison.Ordinal) ? Partner(property, Amount, CurrencyName) : null;
            if (currency is not null) name = name[..^Amount.Length];
            if (secret == "Hash") name = name[..^secret.Length];
            yield return new(path + name, secret is not null || property.ClrType == typeof(byte[]), e => entry(e, property), currency is null ? null : e => entry(e, currency));
        }
        foreach (var part in type.GetComplexProperties())
            foreach (var field in FieldsOf(part.ComplexType, $"{path}{JsonNamingPolicy.CamelCase.ConvertName(part.Name)}.", (e, p) => e.ComplexProperty(part).Property(p), isRoot: false))
                yield return field;
    }

    private static IProperty? Partner(IProperty property, string ending, string other) => property.DeclaringType.FindProperty(property.Name[..^ending.Length] + other) is { } partner && partner.Name.Length > other.Length ? partner : null;
}
