using Crm.Application.Identity;
using Crm.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Crm.Infrastructure.Identity;

/// <summary>ASP.NET Core Identity's hasher: PBKDF2 with HMAC-SHA512, a random salt and the iterations that OWASP's password storage sheet asks for.</summary>
internal sealed class Passwords : IPasswords
{
    private const int Iterations = 210_000;

    private static readonly User Nobody = User.Invite("nobody@invalid", "Nobody", null, UserRole.Agent, "");

    private readonly PasswordHasher<User> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly Lazy<string> _hashOfNobody;

    public Passwords() => _hashOfNobody = new(() => Hash(Guid.NewGuid().ToString()));

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    public PasswordCheck Verify(string? hash, string password) => _hasher.VerifyHashedPassword(Nobody, hash ?? _hashOfNobody.Value, password) switch
    {
        _ when hash is null => PasswordCheck.Wrong,
        PasswordVerificationResult.Success => PasswordCheck.Right,
        PasswordVerificationResult.SuccessRehashNeeded => PasswordCheck.RightButWeaklyKept,
        _ => PasswordCheck.Wrong,
    };
}
