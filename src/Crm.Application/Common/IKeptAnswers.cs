namespace Crm.Application.Common;

/// <summary>The answers that are kept for requests which may be repeated.</summary>
public interface IKeptAnswers
{
    /// <summary>Forgets every answer that tells of one of the records.</summary>
    Task Forget(IReadOnlyCollection<Guid> records, CancellationToken ct);
}
