using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using AutoMapper.Internal;
using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>What must hold of the database's model and of the mappings from entities to answers.</summary>
public sealed class ModelTests(Model model) : IClassFixture<Model>
{
    private static readonly (Type Row, IListSpec Spec, bool IsBelowOne)[] Lists =
    [
        .. from type in Solution.Application.GetTypes()
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           where !type.ContainsGenericParameters && typeof(IListSpec).IsAssignableFrom(field.FieldType)
           select (field.FieldType.GetGenericArguments()[0], (IListSpec)field.GetValue(null)!, IsBelowOne(type)),
    ];

    [Fact]
    public void There_are_lists_to_check() => Assert.True(Lists.Length >= 3);

    [Fact]
    public void Every_list_sorts_by_indexed_columns()
    {
        string[] exempt = ["OrderedLine.position"];   // it says something only after the order, whose lines are few
        var unindexed =
            from list in Lists
            from field in list.Spec.SortFields
            where !exempt.Contains($"{list.Row.Name}.{field}")
            let columns = Column(list.Row, list.Spec, field)
            where columns is null || !IsIndexed(columns, list.IsBelowOne)
            select $"{list.Row.Name} is sorted by {field}, which has no index; add one that begins with it and ends with the id.";
        Offenders.None(unindexed);
    }

    [Fact]
    public void Every_list_has_an_order_of_its_own()
    {
        foreach (var (row, spec, _) in Lists)
            Assert.True(spec.DefaultSort.Split(',').All(f => spec.SortFields.Contains(f.TrimStart('-'))), $"The list of {row.Name} is SortedBy \"{spec.DefaultSort}\", which is not among what it can be sorted by.");
    }

    [Fact]
    public void Every_text_has_a_limit()
    {
        var properties = model.Db.GetEntityTypes().SelectMany(e => e.GetProperties().Concat(e.GetComplexProperties().SelectMany(c => c.ComplexType.GetProperties())));
        var endless = properties
            .Where(p => (p.GetTypeMapping().Converter?.ProviderClrType ?? p.ClrType) == typeof(string) && p.GetMaxLength() is null
                && p.GetColumnType() is not ("jsonb" or "json") && p.GetComputedColumnSql() is null)
            .Select(p => $"{p.DeclaringType.ShortName()}.{p.Name}");
        Offenders.None(endless);
    }

    [Fact]
    public void Every_aggregate_is_guarded_against_lost_changes()
    {
        foreach (var aggregate in model.Db.GetEntityTypes().Where(e => e.ClrType.IsSubclassOf(typeof(Aggregate))))
            Assert.True(aggregate.FindProperty(nameof(Aggregate.Version))?.IsConcurrencyToken, $"The version of {aggregate.ShortName()} must be its concurrency token.");
    }

    [Fact]
    public void Nothing_is_mapped_to_an_entity()
    {
        var maps = model.Maps.Internal().GetAllTypeMaps();
        Assert.NotEmpty(maps);
        Offenders.None(maps.Where(m => m.DestinationType.Assembly == Solution.Domain).Select(m => $"{m.SourceType.Name} → {m.DestinationType.Name}"));
    }

    [Fact]
    public void Every_member_of_an_answer_is_mapped() => model.Maps.AssertConfigurationIsValid();

    /// <summary>The property that a list sorts by; null when it is not one column.</summary>
    private IProperty? Column(Type row, IListSpec spec, string field)
    {
        // The fields of a list are its own business; the rule looks behind them.
        var keys = (System.Collections.IEnumerable)spec.GetType().GetMethod("Sorting", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(spec, [ListRequest.All with { Sort = field }])!;
        var key = ((ITuple)keys.Cast<object>().First())[0]!;
        var body = (Expression)key.GetType().GetMethod("Get")!.Invoke(key, [Expression.Parameter(row)])!;
        while (body is UnaryExpression { NodeType: ExpressionType.Convert } convert) body = convert.Operand;
        if (body is not MemberExpression { Expression: { } holder } member) return null;
        var entity = model.Db.GetEntityTypes().SingleOrDefault(e => e.ClrType == holder.Type);   // the row itself, or one that it is joined of
        if (entity is not null) return entity.FindProperty(member.Member.Name);
        return holder is MemberExpression complex && model.Db.FindEntityType(complex.Expression!.Type) is { } owner
            ? owner.FindComplexProperty(complex.Member.Name)?.ComplexType.FindProperty(member.Member.Name)
            : null;
    }

    /// <summary>The messages of one ticket: the request names the record below which it lists, and an index may begin with that record.</summary>
    private static bool IsBelowOne(Type request) => request.GetProperties().Any(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(Id<>));

    private static bool IsIndexed(IProperty column, bool isBelowOne) =>
        column.DeclaringType is IEntityType entity && (column.IsPrimaryKey() || entity.GetIndexes().Any(i =>
        {
            var properties = isBelowOne && i.Properties[0].IsForeignKey() ? i.Properties.Skip(1).ToList() : i.Properties;
            return properties.Count > 0 && properties[0] == column && (properties.Count == 2 ? properties[1].IsPrimaryKey() : properties.Count == 1 && i.IsUnique);
        }));
}
