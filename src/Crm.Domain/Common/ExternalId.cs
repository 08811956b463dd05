namespace Crm.Domain.Common;

/// <summary>What another system calls a record; a (system, id) pair names at most one record of its kind.</summary>
public sealed class ExternalId
{
    public const int SystemMax = 60;
    public const int ValueMax = 120;

    private ExternalId() { }

    public ExternalId(string system, string id)
    {
        System = Text.Required(system).ToLowerInvariant();
        Value = Text.Required(id);
    }

    /// <summary>The other system's name, lower case, such as "shop".</summary>
    public string System { get; private set; } = "";

    /// <summary>The record's id in that system.</summary>
    public string Value { get; private set; } = "";
}

/// <summary>An aggregate that other systems know under ids of their own.</summary>
public interface IHasExternalIds
{
    IReadOnlyCollection<ExternalId> ExternalIds { get; }
}
