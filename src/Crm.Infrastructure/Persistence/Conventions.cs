using System.Linq.Expressions;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Crm.Infrastructure.Persistence;

/// <summary>What holds for every table, so that a mapping says only what is special to it.</summary>
internal static partial class Conventions
{
    /// <summary>Names sort as people expect in every script; the database's own collation is by code point.</summary>
    public const string NameCollation = "und-x-icu";

    private const int EnumMax = 40;

    public static void Configure(ModelConfigurationBuilder c)
    {
        foreach (var type in typeof(Aggregate).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
            c.Properties(typeof(Id<>).MakeGenericType(type)).HaveConversion(typeof(IdConverter<>).MakeGenericType(type));
        foreach (var type in typeof(Aggregate).Assembly.GetTypes().Where(t => t.IsEnum))
            c.Properties(type).HaveConversion(typeof(EnumConverter<>).MakeGenericType(type)).HaveMaxLength(EnumMax);
        c.Properties<decimal>().HavePrecision(Money.Precision, Money.Scale);
        c.Properties<PostalAddress>().HaveConversion<JsonConverter<PostalAddress>>().HaveColumnType("jsonb");
        c.Properties<ImportTerms>().HaveConversion<JsonConverter<ImportTerms>>().HaveColumnType("jsonb");
        c.Properties<ImportFile>().HaveConversion<JsonConverter<ImportFile>>().HaveColumnType("jsonb");
        c.Properties<ImportCounts>().HaveConversion<JsonConverter<ImportCounts>>().HaveColumnType("jsonb");
        c.Properties<CustomFields>().HaveConversion<JsonConverter<CustomFields>>().HaveColumnType("jsonb");
    }

    public static void Apply(ModelBuilder m)
    {
        foreach (var e in m.Model.GetEntityTypes())
        {
            if (e.GetTableName() is not null && (!e.IsOwned() || e.FindOwnership()!.IsUnique is false)) e.SetTableName(Snake(e.GetTableName()!));
            foreach (var p in e.GetProperties())
            {
                p.SetColumnName(Snake(p.Name));
                if (p.GetElementType() is not null && p.ClrType.IsGenericType && p.ClrType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) p.SetValueComparer(typeof(ListComparer<>).MakeGenericType(p.ClrType.GetGenericArguments()));
                if (p.GetElementType() is not null && p.ClrType.IsArray) p.SetValueComparer(typeof(ArrayComparer<>).MakeGenericType(p.ClrType.GetElementType()!));
            }
            foreach (var c in e.GetComplexProperties())
                foreach (var p in c.ComplexType.GetProperties()) p.SetColumnName(Snake(c.Name + p.Name));
            foreach (var k in e.GetKeys())
                if (k.GetName() is { } name) k.SetName(Snake(name));   // what is in no table has keys without names
            foreach (var f in e.GetForeignKeys()) f.SetConstraintName(Snake(f.GetConstraintName()!));
            if (e.ClrType.IsSubclassOf(typeof(ArchivableAggregate)))
            {
                e.SetQueryFilter(Filters.Archived, NotArchived(e.ClrType));
                e.AddIndex(e.FindProperty(nameof(ArchivableAggregate.ArchivedAt))!).SetFilter("archived_at IS NOT NULL");   // the few, for the list of them
            }
            foreach (var i in e.GetIndexes()) i.SetDatabaseName(Snake(i.GetDatabaseName()!));
            if (e.FindProperty(nameof(Aggregate.Version)) is { } version) version.IsConcurrencyToken = true;
            foreach (var key in e.FindPrimaryKey()?.Properties ?? []) key.ValueGenerated = ValueGenerated.Never;   // the application makes all ids
        }
    }

    /// <summary>What belongs to an aggregate and is loaded and saved with it, in a table of its own.</summary>
    public static void Parts<T, TPart>(
        this EntityTypeBuilder<T> b, Expression<Func<T, IEnumerable<TPart>?>> parts, string table, Action<OwnedNavigationBuilder<T, TPart>>? more = null)
        where T : class where TPart : class =>
        b.OwnsMany(parts, p =>
        {
            p.ToTable(table);
            p.HasKey("Id");
            more?.Invoke(p);
        });

    /// <summary>The ids under which other systems know the records: unique over all records of the kind.</summary>
    public static void ExternalIds<T>(this EntityTypeBuilder<T> b, string table, string code) where T : class, IHasExternalIds =>
        b.OwnsMany<ExternalId>(nameof(IHasExternalIds.ExternalIds), e =>
        {
            e.ToTable(table);
            e.WithOwner().HasForeignKey("RecordId");
            e.HasKey(nameof(ExternalId.System), nameof(ExternalId.Value));
            e.Property(x => x.System).HasMaxLength(ExternalId.SystemMax);
            e.Property(x => x.Value).HasMaxLength(ExternalId.ValueMax).AuditedAs("id");
            e.HasIndex("RecordId");
            e.OwnedEntityType.FindPrimaryKey()!.Refuses(code, "Another record already has this external id.");
        });

    /// <summary>Says how a violation of a unique index or key is reported: with this code and sentence, as 409.</summary>
    public static IndexBuilder<T> Refuses<T>(this IndexBuilder<T> index, string code, string message)
    {
        index.HasAnnotation(Faults.CodeAnnotation, code).HasAnnotation(Faults.MessageAnnotation, message);
        return index;
    }

    /// <summary>A list of enum values, kept as an array of their names.</summary>
    public static void EnumList<T, TEnum>(this EntityTypeBuilder<T> b, Expression<Func<T, IReadOnlyList<TEnum>>> list) where T : class where TEnum : struct, Enum =>
        b.PrimitiveCollection(list).ElementType().HasConversion<EnumConverter<TEnum>>();

    private static void Refuses(this IMutableKey key, string code, string message)
    {
        key.SetAnnotation(Faults.CodeAnnotation, code);
        key.SetAnnotation(Faults.MessageAnnotation, message);
    }

    private static LambdaExpression NotArchived(Type type)
    {
        var record = Expression.Parameter(type, "record");
        var archivedAt = Expression.Property(record, nameof(ArchivableAggregate.ArchivedAt));
        return Expression.Lambda(Expression.Equal(archivedAt, Expression.Constant(null, typeof(DateTimeOffset?))), record);
    }

    private static string Snake(string s) => Upper().Replace(s, "_$1").TrimStart('_').Replace("__", "_", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])([A-Z])")]
    private static partial Regex Upper();

    private sealed class IdConverter<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, g => new Id<T>(g)) where T : class;

    internal sealed class EnumConverter<T>() : ValueConverter<T, string>(v => Write(v), s => Read(s)) where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(v => v, v => CrmJson.Name(v));
        private static readonly Dictionary<string, T> Values = Names.ToDictionary(n => n.Value, n => n.Key);

        private static string Write(T v) => Names[v];

        private static T Read(string s) => Values[s];
    }

    /// <summary>Compares lists by plain calls: what EF makes by itself are lambdas within lambdas, and the inner ones would be made anew at each call.</summary>
    internal sealed class ListComparer<T>() : ValueComparer<IReadOnlyList<T>>((a, b) => AreEqual(a, b), l => Hash(l), l => Copy(l))
    {
        private static bool AreEqual(IReadOnlyList<T>? a, IReadOnlyList<T>? b) => a is null || b is null ? a is null && b is null : a.SequenceEqual(b);

        private static int Hash(IReadOnlyList<T> list)
        {
            var hash = new HashCode();
            foreach (var item in list) hash.Add(item);
            return hash.ToHashCode();
        }

        private static IReadOnlyList<T> Copy(IReadOnlyList<T> list) => [.. list];
    }

    /// <summary>The same for arrays.</summary>
    internal sealed class ArrayComparer<T>() : ValueComparer<T[]>((a, b) => AreEqual(a, b), l => Hash(l), l => Copy(l))
    {
        private static bool AreEqual(T[]? a, T[]? b) => a is null || b is null ? a is null && b is null : a.AsSpan().SequenceEqual(b);

        private static int Hash(T[] items)
        {
            var hash = new HashCode();
            foreach (var item in items) hash.Add(item);
            return hash.ToHashCode();
        }

        private static T[] Copy(T[] items) => [.. items];
    }

    private sealed class JsonConverter<T>() : ValueConverter<T, string>(
        v => JsonSerializer.Serialize(v, CrmJson.Options), s => JsonSerializer.Deserialize<T>(s, CrmJson.Options)!);
}
