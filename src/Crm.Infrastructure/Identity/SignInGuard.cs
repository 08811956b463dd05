using System.Security.Cryptography;
using System.Text;
using Crm.Application.Identity;
using Crm.Application.Operations;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Persistence.Identity;
using Microsoft.EntityFrameworkCore;

namespace Crm.Infrastructure.Identity;

/// <summary>
/// Counts failures for each account from each address, and for each account from everywhere. One statement counts and decides, so attempts at the same moment
/// are counted one by one. Waiting is not counted: who tries on does not make it longer. From an address where the user has signed in before, failures from
/// everywhere do not count, so an attacker can keep the owner out of no place that is the owner's.
/// </summary>
internal sealed class SignInGuard(CrmDb db, Secrets secrets, SignInSettings settings, RealTime clock) : ISignInGuard
{
    /// <summary>After so long without a failure the count begins anew.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    private readonly byte[] _key = secrets.KeyFor("sign-in-count");

    public async Task Admit(string account, string? address, bool isKnownAddress, CancellationToken ct)
    {
        await Count(KeyOf(account, address ?? "-"), settings.FreeFailures, ct);
        if (!isKnownAddress) await Count(KeyOf(account, null), settings.FreeFailuresFromEverywhere, ct);
    }

    public Task Reset(string account, string? address, CancellationToken ct)
    {
        string[] keys = [KeyOf(account, address ?? "-"), KeyOf(account, null)];
        return db.Set<SignInCount>().Where(c => keys.Contains(c.Key)).ExecuteDeleteAsync(ct);
    }

    /// <summary>Forgets counts that are too old to matter; says how many.</summary>
    public Task<int> Sweep(CancellationToken ct)
    {
        var until = clock.GetUtcNow() - Remembered;
        return db.Set<SignInCount>().Where(c => c.LastAt < until).ExecuteDeleteAsync(ct);
    }

    private async Task Count(string key, int free, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (forgotten, longest) = (now - Remembered, settings.LongestDelaySeconds);
        // The count that this attempt makes, and with it the wait that the next one meets: 1, 2, 4 … seconds from the last free failure on.
        var counted = await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO sign_in_counts AS c (key, failures, last_at, blocked_until)
             VALUES ({key}, 1, {now}, {now}::timestamptz + make_interval(secs => CASE WHEN 1 >= {free} THEN least(1, {longest}) ELSE 0 END))
             ON CONFLICT (key) DO UPDATE SET
                 failures = CASE WHEN c.last_at < {forgotten} THEN 1 ELSE c.failures + 1 END,
                 last_at = {now},
                 blocked_until = {now}::timestamptz + make_interval(secs => CASE
                     WHEN c.last_at < {forgotten} OR c.failures + 1 < {free} THEN 0
                     ELSE least({longest}, power(2, least(c.failures + 1 - {free}, 20))) END)
             WHERE c.blocked_until <= {now}
             """, ct);
        if (counted > 0) return;
        var until = await db.Set<SignInCount>().Where(c => c.Key == key).Select(c => (DateTimeOffset?)c.BlockedUntil).SingleOrDefaultAsync(ct) ?? now;
        throw new TooManyFailures(Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds)));
    }

    private string KeyOf(string account, string? address) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(address is null ? account : $"{account}\n{address}")));
}
