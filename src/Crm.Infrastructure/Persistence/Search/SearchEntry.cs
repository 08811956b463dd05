using Crm.Application.Common.Lists;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Persistence.Search;

/// <summary>What one record is searched by. It stands in a table of its own, so that a change of anything else (a status, an amount) leaves the index of
/// the words alone.</summary>
public sealed class SearchEntry<T> where T : class
{
    private SearchEntry() { }

    public Id<T> Id { get; private set; }

    /// <summary><see cref="SearchForm.Of"/>.</summary>
    public string Text { get; private set; } = "";

    /// <summary><see cref="SearchForm.Of"/>.</summary>
    public int[] Keys { get; private set; } = [];

    /// <summary>How the text begins, which is what the record is called: found in order by a B-tree, however many begin so.</summary>
    public string Start { get; private set; } = "";

    public static SearchEntry<T> Of(Id<T> id, IReadOnlyList<string?> texts)
    {
        var (text, keys) = SearchForm.Of(texts);
        return new() { Id = id, Text = text, Keys = keys };
    }
}

internal static class SearchEntries
{
    /// <summary>How much of a text is its start.</summary>
    public const int StartMax = 120;

    /// <summary>A table for each kind of record that can be searched: customers and customers_search.</summary>
    public static void Map(ModelBuilder m)
    {
        m.HasPostgresExtension("pg_trgm");
        foreach (var searchable in m.Model.GetEntityTypes().Select(e => e.ClrType).Where(t => t.IsAssignableTo(typeof(ISearchable))).ToList())
        {
            m.Entity(typeof(SearchHit<>).MakeGenericType(searchable)).ToView(null).HasKey(nameof(SearchHit<>.Id));   // what a statement finds, in no table; the key lets rows with lists in them be read beside it
            var entry = m.Entity(TypeFor(searchable));
            entry.ToTable($"{m.Model.FindEntityType(searchable)!.GetTableName()}Search");
            entry.HasKey(nameof(SearchEntry<>.Id));
            entry.Property(nameof(SearchEntry<>.Text)).HasMaxLength(SearchForm.TextMax).UseCollation("C");
            entry.Property(nameof(SearchEntry<>.Start)).HasMaxLength(StartMax).UseCollation("C").HasComputedColumnSql($"left(text, {StartMax})", stored: true);
            entry.HasIndex(nameof(SearchEntry<>.Start));
            entry.HasOne(searchable).WithOne().HasForeignKey(entry.Metadata.ClrType, nameof(SearchEntry<>.Id)).OnDelete(DeleteBehavior.Cascade);
            entry.HasIndex(nameof(SearchEntry<>.Text), nameof(SearchEntry<>.Keys)).HasMethod("gin").HasOperators("gin_trgm_ops", "array_ops");
        }
    }

    public static Type TypeFor(Type searchable) => typeof(SearchEntry<>).MakeGenericType(searchable);

    /// <summary>All that a record is searched by: what it says itself, its addresses and numbers, and what other systems call it.</summary>
    public static IReadOnlyList<string?> Texts(ISearchable record) =>
    [
        .. record.SearchedBy,
        .. record is IHasChannels reachable ? reachable.Channels.SelectMany(c => new[] { c.Value, Channel.IsNumber(c.Type) ? c.Normalized : null }) : [],
        .. record is IHasExternalIds known ? known.ExternalIds.Select(e => e.Value) : [],
    ];
}
