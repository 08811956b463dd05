using System.Security.Cryptography;
using System.Text;

namespace Crm.Infrastructure.Identity;

/// <summary>The instance's master secret, from which a key for each use is derived (HKDF, RFC 5869). All instances on one database share it.</summary>
public sealed class Secrets
{
    public const int MinLength = 32;

    private readonly byte[] _master;

    public Secrets(string master)
    {
        if (master.Length < MinLength) throw new InvalidOperationException($"Crm:Secret must have at least {MinLength} characters; make one with: openssl rand -base64 48");
        _master = Encoding.UTF8.GetBytes(master);
    }

    public byte[] KeyFor(string use) => HKDF.DeriveKey(HashAlgorithmName.SHA512, _master, 64, info: Encoding.UTF8.GetBytes(use));

    /// <summary>The secret kept in a file that only its owner can read; made at the first call.</summary>
    public static Secrets FromFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            var fresh = $"{path}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(fresh, options)) writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)));
            try
            {
                File.Move(fresh, path, overwrite: false);   // whole or not at all, and the first of two instances wins
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(fresh);
            }
        }
        return new(File.ReadAllText(path).Trim());
    }
}
