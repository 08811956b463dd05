namespace Crm.Domain.Common;

/// <summary>An aggregate that people look for by words.</summary>
public interface ISearchable
{
    /// <summary>What it is looked for by: what it is called comes first, then other names, numbers and addresses. Long texts are no part of it.</summary>
    IEnumerable<string?> SearchedBy { get; }
}
