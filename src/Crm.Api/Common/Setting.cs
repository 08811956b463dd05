using System.Globalization;
using System.Net;
using Crm.Infrastructure.Observability;

namespace Crm.Api.Common;

/// <summary>A setting of ours and what it takes.</summary>
/// <param name="Name">Such as <c>Limits:WaitSeconds</c>; a list's ends with a colon, for its items are numbered.</param>
/// <param name="Allowed">What it takes, in the words of docs/operations.md and of a complaint.</param>
internal sealed record Setting(string Name, string Allowed, Func<string, bool> Takes)
{
    /// <summary>Its value is shown to nobody.</summary>
    public bool IsSecret { get; init; }

    public bool IsList => Name.EndsWith(':');

    public string Section => Name[..Name.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>As an environment variable.</summary>
    public static string Spelled(string name) => name.Replace(":", "__", StringComparison.Ordinal);

    public bool Is(string key) => IsList
        ? key.StartsWith(Name, StringComparison.OrdinalIgnoreCase) && int.TryParse(key.AsSpan(Name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        : key.Equals(Name, StringComparison.OrdinalIgnoreCase);

    public static Setting Whole(string name, long least, long most) => new(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
        v => long.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most);

    public static Setting Share(string name) => new(name, "a number from 0 to 1", v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1);

    public static Setting YesOrNo(string name) => new(name, "`true` or `false`", v => bool.TryParse(v, out _));

    public static Setting Text(string name) => new(name, "a text", _ => true);

    public static Setting Folder(string name) => new(name, "a folder", _ => true);

    /// <summary>A folder that has to be there already; empty for none.</summary>
    public static Setting ReadableFolder(string name) => new(name, "a folder that can be read", v => v.Length == 0 || CanRead(v));

    public static bool CanRead(string folder)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder)) File.OpenHandle(file).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    public static Setting Email(string name) => new(name, "an e-mail address", v => v.Length == 0 || v.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < v.Length - 1);

    public static Setting SecretText(string name) => Text(name) with { IsSecret = true };

    /// <summary>A secret of so many characters; empty for none.</summary>
    public static Setting Secret(string name, int least, int? most = null) =>
        new(name, most is null ? $"at least {least} characters" : $"{least} to {most} characters", v => v.Length == 0 || v.Length >= least && v.Length <= (most ?? int.MaxValue)) { IsSecret = true };

    public static Setting Database(string name) => new(name, "a connection string with Host", v => v.Length == 0 || Driver.Takes(v)) { IsSecret = true };

    /// <summary>An address in the web that is no secret in itself, but may have one in it.</summary>
    public static Setting Url(string name, string allowed, Func<Uri, bool> takes) => new(name, allowed, v => v.Length == 0 || Uri.TryCreate(v, UriKind.Absolute, out var url) && takes(url));

    public static Setting Network(string name) => new(name, "a network such as `10.1.0.0/16`", v => IPNetwork.TryParse(v, out _));

    public static Setting Networks(string name) => new(name, "addresses or networks, separated by commas",
        v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(one => one.Contains('/', StringComparison.Ordinal) ? IPNetwork.TryParse(one, out _) : IPAddress.TryParse(one, out _)));

    public static Setting Host(string name) => new(name, "the name of a host", v => Uri.CheckHostName(v) != UriHostNameType.Unknown);

    /// <summary>The complaint about a value that is not taken.</summary>
    public string Refuse(string key, string value) =>
        $"{Spelled(key)} takes {Allowed.Replace("`", "", StringComparison.Ordinal)}; it is {(IsSecret || value.Contains("://", StringComparison.Ordinal) && value.Contains('@', StringComparison.Ordinal) ? "something else, which is not shown here" : value.Length == 0 ? "empty" : $"\"{value}\"")}.";
}
