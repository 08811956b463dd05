using Crm.Domain.Audit;
using Crm.Domain.Common;
using MediatR;

namespace Crm.Application.Audit;

/// <summary>Goes through the whole audit and says whether anything in it was altered, is missing or does not belong there.</summary>
public sealed record VerifyAudit : IRequest<AuditVerificationDetails>;

public enum AuditFault { SealMissing, SealAltered, RowMissing, RowAltered, EntryMissing, EntryAltered, EntryStray, ValuesMissing, ValuesAltered, ValuesStray }

/// <param name="Sealed">How many entries are sealed.</param>
/// <param name="Unsealed">How many wait to be sealed, which takes a few seconds.</param>
/// <param name="OldestUnsealedAt">Since when the oldest of these waits; null when none does.</param>
/// <param name="Erased">Of how many entries the values were erased, as an entry of its own says.</param>
/// <param name="Head">The last seal; null when there is none yet.</param>
/// <param name="Findings">What is wrong, in the order of the chain, the first hundred; empty when the audit is intact.</param>
public sealed record AuditVerificationDetails(
    bool IsIntact, long Seals, long Sealed, long Unsealed, DateTimeOffset? OldestUnsealedAt, long Erased, AuditHeadDetails? Head, IReadOnlyList<AuditFindingDetails> Findings)
{
    public const int FindingsMax = 100;
}

/// <summary>Where the chain ends. Kept outside the database, it shows later whether the end was cut off.</summary>
/// <param name="Seal">The number of the last seal.</param>
/// <param name="Hash">Its hash, in hexadecimal digits.</param>
public sealed record AuditHeadDetails(long Seal, string Hash, DateTimeOffset SealedAt);

/// <param name="EntryId">The entry that is concerned; null when it is a seal.</param>
/// <param name="Seal">The seal that is concerned; null for what is in none.</param>
/// <param name="Position">The place within the seal; null where there is none.</param>
/// <param name="Message">What is the matter, for people.</param>
public sealed record AuditFindingDetails(AuditFault Fault, Id<AuditEntry>? EntryId, long? Seal, int? Position, string Message);

/// <summary>Reads the chain in bounded memory, in one snapshot of the database.</summary>
public interface IAuditVerifier
{
    /// <param name="expected">An end of the chain that was noted earlier, which must still be in it; null for none.</param>
    Task<AuditVerificationDetails> Verify(AuditHeadDetails? expected, CancellationToken ct);
}

internal sealed class VerifyAuditHandler(IAuditVerifier verifier) : IRequestHandler<VerifyAudit, AuditVerificationDetails>
{
    public Task<AuditVerificationDetails> Handle(VerifyAudit q, CancellationToken ct) => verifier.Verify(expected: null, ct);
}
