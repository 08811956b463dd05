using System.Globalization;
using Crm.Application.Audit;

namespace Crm.Api.Audit;

/// <summary>The command <c>audit verify [--head seal:hash]</c>, for the terminal and for a job that runs every night.</summary>
internal static class AuditCommand
{
    public static bool IsAsked(string[] args) => args is ["audit", "verify", ..];

    /// <returns>The exit code: 0 when the audit is intact, 1 when it is not, 2 when the arguments are wrong.</returns>
    public static async Task<int> Verify(IServiceProvider services, string[] args, TextWriter output, CancellationToken ct)
    {
        AuditHeadDetails? expected = null;
        if (args is [_, _, "--head", var noted])
        {
            if (noted.Split(':') is not [var number, { Length: > 0 } hash] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seal)) return await Refuse();
            expected = new(seal, hash, default);
        }
        else if (args.Length > 2)
        {
            return await Refuse();
        }
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IAuditVerifier>().Verify(expected, ct);
        foreach (var finding in result.Findings) await output.WriteLineAsync(Line(finding));
        if (result.Findings.Count == AuditVerificationDetails.FindingsMax) await output.WriteLineAsync("… and perhaps more.");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{result.Sealed} entries in {result.Seals} seals, {result.Unsealed} not sealed yet{(result.OldestUnsealedAt is { } since ? $" (the oldest since {since:O})" : "")}, values erased of {result.Erased}."));
        if (result.Head is { } head) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The chain ends with {head.Seal}:{head.Hash} of {head.SealedAt:O}. Kept elsewhere, --head proves later that it was not cut off."));
        await output.WriteLineAsync(result.IsIntact ? "The audit is intact." : "THE AUDIT IS NOT INTACT.");
        return result.IsIntact ? 0 : 1;

        async Task<int> Refuse()
        {
            await output.WriteLineAsync("audit verify [--head seal:hash]");
            return 2;
        }
    }

    private static string Line(AuditFindingDetails f) =>
        string.Join(", ", new[] { f.Fault.ToString(), f.EntryId is { } id ? $"entry {id}" : null, f.Seal is { } seal ? $"seal {seal}" : null, f.Position is { } position ? $"position {position}" : null }.OfType<string>())
        + $": {f.Message}";
}
