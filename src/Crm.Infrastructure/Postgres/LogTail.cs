namespace Crm.Infrastructure.Postgres;

internal static class LogTail
{
    private const int Lines = 20;

    public static string Of(string text) =>
        string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(Lines));

    /// <summary>What was written to a log since it had the given length.</summary>
    public static async Task<string> SinceAsync(string path, long length, CancellationToken ct)
    {
        if (!File.Exists(path))
            return "";
        // The server still writes to it, which Windows allows only when the reader says so.
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(Math.Min(length, file.Length), SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(ct);
    }
}
