using System.Reflection;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Infrastructure.Persistence;

namespace Crm.Architecture.Tests;

/// <summary>What the rules are about: the compiled projects and their source files.</summary>
internal static class Solution
{
    public static readonly Assembly Domain = typeof(Aggregate).Assembly;
    public static readonly Assembly Application = typeof(ICrmDb).Assembly;
    public static readonly Assembly Infrastructure = typeof(CrmDb).Assembly;
    public static readonly Assembly Api = typeof(Program).Assembly;

    public static readonly string Root = FindRoot();

    public static IEnumerable<Type> Aggregates => Domain.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(Aggregate)));

    /// <summary>Every source file of src, by its path from the repository's root; generated migrations left out.</summary>
    public static IReadOnlyDictionary<string, string> Sources { get; } = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(folder => folder is "bin" or "obj" or "Migrations"))
        .ToDictionary(f => f, f => File.ReadAllText(Path.Combine(Root, f)));

    /// <summary>The type's interface of this open generic kind, such as <c>IRequestHandler&lt;,&gt;</c>.</summary>
    public static IEnumerable<Type> Closed(this Type type, Type open) => type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == open);

    /// <summary>The name as it stands in the source, without the number of type parameters.</summary>
    public static string Plain(this Type type) => type.Name.Split('`')[0];

    /// <summary>The types inside: <c>IReadOnlyList&lt;Id&lt;User&gt;?&gt;</c> holds the list, the nullable and the id; what an id is of, it does not hold.</summary>
    public static IEnumerable<Type> Held(this Type type)
    {
        yield return type;
        if (type.IsArray)
            foreach (var t in type.GetElementType()!.Held()) yield return t;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() == typeof(Id<>)) yield break;
        foreach (var t in type.GetGenericArguments().SelectMany(a => a.Held())) yield return t;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Crm.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from below the repository, because they read its sources.");
    }
}
