using Crm.Application.Identity;
using Crm.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Crm.Infrastructure.Identity;

/// <summary>ASP.NET Core Identity's hasher: PBKDF2 with HMAC-SHA512, a random salt and as many iterations as the settings say.</summary>
internal sealed class Passwords : IPasswords, IDisposable
{
    private static readonly User Nobody = User.Invite("nobody@invalid", "Nobody", null, [], "");

    // Checking is work for a processor, not waiting: many who sign in at once queue here instead of keeping the threads from everybody else's requests.
    private readonly SemaphoreSlim _atOnce = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly PasswordHasher<User> _hasher;
    private readonly Lazy<string> _hashOfNobody;

    public Passwords(SignInSettings settings)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = settings.PasswordIterations }));
        _hashOfNobody = new(() => Hash(Guid.NewGuid().ToString()));
    }

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    public void Dispose() => _atOnce.Dispose();

    public async Task<PasswordCheck> Verify(string? hash, string password, CancellationToken ct)
    {
        await _atOnce.WaitAsync(ct);
        try
        {
            return _hasher.VerifyHashedPassword(Nobody, hash ?? _hashOfNobody.Value, password) switch
            {
                _ when hash is null => PasswordCheck.Wrong,
                PasswordVerificationResult.Success => PasswordCheck.Right,
                PasswordVerificationResult.SuccessRehashNeeded => PasswordCheck.RightButWeaklyKept,
                _ => PasswordCheck.Wrong,
            };
        }
        finally
        {
            _atOnce.Release();
        }
    }
}
