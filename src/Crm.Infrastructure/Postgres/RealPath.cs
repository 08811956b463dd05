namespace Crm.Infrastructure.Postgres;

internal static class RealPath
{
    private const int MaximumLinks = 40;

    /// <summary>The path with every symbolic link in it followed; parts that do not exist are kept as they are.</summary>
    public static string Of(string path) => Resolve(Path.GetFullPath(path), MaximumLinks);

    private static string Resolve(string path, int linksLeft)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var plain = Path.Combine(Resolve(parent, linksLeft), Path.GetFileName(path));
        return linksLeft > 0 && new FileInfo(plain) is { LinkTarget: not null } link && link.ResolveLinkTarget(false) is { } target
            ? Resolve(target.FullName, linksLeft - 1)
            : plain;
    }
}
