using System.Globalization;

namespace Crm.Infrastructure.Postgres;

/// <summary>
/// Keeps a second process out of a folder. The operating system releases the lock when the process ends, however it ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    public static FolderLock Take(string folder)
    {
        // The holder's number stands in a file of its own: the locked one cannot be read while it is locked.
        var holder = Path.Combine(folder, "lock.pid");
        var file = Open(folder, holder);
        File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new FolderLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string folder, string holder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new EmbeddedPostgresException(
                $"The folder {folder} belongs to another user. Run the app as that user, or give it another folder: {ChooseAnother}", refused);
        }
        // Exactly this type: its descendants say that the path is wrong.
        catch (IOException taken) when (taken.GetType() == typeof(IOException))
        {
            var pid = File.Exists(holder) ? File.ReadAllText(holder) : "unknown";
            throw new FolderInUseException(
                $"The folder {folder} is in use by the running process {pid}. Stop it, or give this instance a folder of its own: {ChooseAnother}", taken);
        }
    }

    private const string ChooseAnother =
        $"setting {StateFolder.SettingName} (environment: {StateFolder.EnvironmentName}=<folder>).";
}
