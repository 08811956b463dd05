using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Common.Access;

/// <summary>What every query leaves out by itself, and how a rule that has to see more says so.</summary>
public static class Filters
{
    /// <summary>What is archived.</summary>
    public const string Archived = "archived";

    /// <summary>What the caller may not see.</summary>
    public const string Visible = "visible";

    private static readonly string[] OnlyArchived = [Archived];
    private static readonly string[] OnlyVisible = [Visible];

    /// <summary>Also what is archived, of what the caller may see.</summary>
    public static IQueryable<T> WithArchived<T>(this IQueryable<T> query) where T : class => query.IgnoreQueryFilters(OnlyArchived);

    /// <summary>For a rule of the business, which holds whoever calls: also what the caller may not see. Nothing of it goes into the answer.</summary>
    public static IQueryable<T> Unrestricted<T>(this IQueryable<T> query) where T : class => query.IgnoreQueryFilters(OnlyVisible);

    /// <summary>For a rule of the business that counts what is archived, too.</summary>
    public static IQueryable<T> Whole<T>(this IQueryable<T> query) where T : class => query.IgnoreQueryFilters([Archived, Visible]);
}
