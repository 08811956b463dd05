using System.Globalization;
using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Common;

/// <summary>One thing that is wrong with the input. <paramref name="Pointer"/> is a JSON pointer (RFC 6901) into the body, null for a query parameter.</summary>
public sealed record InputError(string? Pointer, string? Parameter, string Code, string Message);

/// <summary>What the caller sent is malformed or invalid (400).</summary>
public sealed class InvalidInput(IReadOnlyList<InputError> errors) : Exception(errors[0].Message)
{
    public IReadOnlyList<InputError> Errors { get; } = errors;

    public static InvalidInput At(string pointer, string code, string message) => new([new(pointer, null, code, message)]);

    public static InvalidInput Parameter(string name, string code, string message) => new([new(null, name, code, message)]);

    public static InvalidInput UnknownReference(string pointer, string what) =>
        At(pointer, InputErrors.ReferenceUnknown, string.Create(CultureInfo.InvariantCulture, $"There is no such {Text.Words(what)}."));
}

/// <summary>If-Match names another version than the record has now (412).</summary>
public sealed class StaleVersion(int current) : Exception("The record was changed since it was read; read it again and repeat the change.")
{
    public int Current { get; } = current;
}

/// <summary>What comes after the cursor is not kept any more, or never was (410): something has been missed.</summary>
public sealed class CursorExpired() : Exception("Events are not kept from so far back. Read the records anew, and go on from after=latest.");

/// <summary>The caller has as many of something open as one may have at once (429).</summary>
public sealed class TooManyOpen(string message) : Exception(message);

/// <summary>Another writer changed the same record at the same moment, and the caller gave no If-Match (409).</summary>
public sealed class ChangedMeanwhile() : Exception("Someone else changed the record at the same moment; read it again and repeat the change.");

/// <summary>The act needs a right that the caller does not have (403).</summary>
public sealed class NotAllowed(string message) : Exception(message)
{
    public static NotAllowed Lacks(Area area, Act act) => new($"This needs the permission {Permission(area, act)}, which none of your roles gives.");

    public static NotAllowed LacksAll(IEnumerable<string> permissions) => new($"This needs one of the permissions {string.Join(", ", permissions)}, and none of your roles gives one.");

    public static NotAllowed Beyond(Area area, Act act) => new($"Your permission {Permission(area, act)} does not extend to this record: it belongs to somebody else.");

    /// <summary>How a permission is written, such as customers:read.</summary>
    public static string Permission(Area area, Act act) => $"{CrmJson.Name(area)}:{CrmJson.Name(act)}";
}

/// <summary>What was at the address is erased, and does not come back (410).</summary>
public sealed class Gone(string message) : Exception(message);

/// <summary>The part of the file that is asked for is not in it (416).</summary>
public sealed class BeyondTheEnd(long size) : Exception(string.Create(CultureInfo.InvariantCulture, $"The file has {size} bytes, and the range that is asked for begins behind them."))
{
    public long Size { get; } = size;
}

/// <summary>The database, or an outside provider of identities, cannot be reached or is overloaded; the caller should try again (503).</summary>
public sealed class Unavailable(Exception inner, string what = "The database") : Exception($"{what} cannot be reached at the moment; try again.", inner);
