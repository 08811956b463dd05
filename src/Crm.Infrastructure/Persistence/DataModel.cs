using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Persistence;

/// <summary>A unique index or key that refuses in words of its own.</summary>
/// <param name="Holder">The aggregate, or the entity, whose rows it compares; of a part the one that it is a part of.</param>
/// <param name="Part">The part of the holder that it compares; null when it compares the holder itself.</param>
/// <param name="Properties">What it compares, where that is a property in the code; none when the database computes it.</param>
public sealed record Guard(string Name, Type Holder, Type? Part, IReadOnlyList<string> Properties, string Code, string Message)
{
    internal static IEnumerable<Guard> In(IModel model) =>
        from entity in model.GetEntityTypes()
        from guard in entity.GetIndexes().Cast<IAnnotatable>().Concat(entity.GetKeys())
        where guard.FindAnnotation(Faults.CodeAnnotation) is not null
        let holder = entity.FindOwnership()?.PrincipalEntityType ?? entity
        let properties = guard is IIndex index ? index.Properties : ((IKey)guard).Properties
        select new Guard(
            guard is IIndex named ? named.GetDatabaseName()! : ((IKey)guard).GetName()!, holder.ClrType, holder == entity ? null : entity.ClrType,
            [.. properties.Where(p => p.PropertyInfo is not null).Select(p => p.Name)], (string)guard[Faults.CodeAnnotation]!, (string)guard[Faults.MessageAnnotation]!);
}

/// <summary>What the mappings say of the data, for the document; no database is asked.</summary>
public sealed class DataModel
{
    public DataModel(IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<CrmDb>().Model;
        Guards = [.. Guard.In(model)];
        TextLengths = model.GetEntityTypes().SelectMany(e => e.GetProperties().Concat(Complex(e))).Where(p => p.GetMaxLength() is not null)
            .GroupBy(p => (p.DeclaringType.ClrType.Name, p.Name)).ToDictionary(g => g.Key, g => g.Max(p => p.GetMaxLength()!.Value));
    }

    public IReadOnlyList<Guard> Guards { get; }

    /// <summary>How long the texts of the columns can be, by the type's and the property's name.</summary>
    public IReadOnlyDictionary<(string Type, string Property), int> TextLengths { get; }

    private static IEnumerable<IProperty> Complex(ITypeBase type) => type.GetComplexProperties().SelectMany(c => c.ComplexType.GetProperties().Concat(Complex(c.ComplexType)));
}
