namespace Crm.Infrastructure.Postgres;

/// <summary>Where a local instance keeps its state: the embedded PostgreSQL's data, generated keys.</summary>
public static class StateFolder
{
    public const string SettingName = "Crm:StateFolder";

    internal const string EnvironmentName = "Crm__StateFolder";

    /// <summary>
    /// The setting if there is one; else <c>.crm</c> under the repository that holds one of the given folders;
    /// else <c>.crm</c> under the current directory.
    /// </summary>
    /// <param name="setting">The value of <see cref="SettingName"/>.</param>
    /// <param name="startFolders">Where the search for the repository starts: content root, base directory.</param>
    public static string Resolve(string? setting, params IEnumerable<string> startFolders)
    {
        if (!string.IsNullOrWhiteSpace(setting))
            return Path.GetFullPath(setting);
        var repository = startFolders.Select(RepositoryAbove).FirstOrDefault(folder => folder is not null);
        return Path.Combine(repository ?? Directory.GetCurrentDirectory(), ".crm");
    }

    private static string? RepositoryAbove(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
            if (File.Exists(Path.Combine(current.FullName, "Crm.sln")))
                return current.FullName;
        return null;
    }
}
