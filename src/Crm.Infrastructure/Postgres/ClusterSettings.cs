using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Infrastructure.Postgres;

/// <summary>The server settings, written anew at every start so that a newer version of the app brings its own.</summary>
internal static partial class ClusterSettings
{
    public const string User = "crm";
    public const string Database = "crm";

    private static readonly Dictionary<string, string> Always = new()
    {
        ["listen_addresses"] = "127.0.0.1",
        ["unix_socket_directories"] = "",
        ["password_encryption"] = "scram-sha-256",
        ["cluster_name"] = "crm",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
        ["log_destination"] = "stderr",
        ["logging_collector"] = "off",
        // The details of a refused row hold its values, which are personal data.
        ["log_error_verbosity"] = "terse",
        ["log_line_prefix"] = "%m [%p] %u@%d ",
        // The reasons why a start failed are recognised by their English text.
        ["lc_messages"] = "C",
        // Compiling a query costs more than the short queries of a CRM take.
        ["jit"] = "off",
    };

    private static readonly Dictionary<string, string> Durable = new()
    {
        ["max_connections"] = "100",
        ["shared_buffers"] = "256MB",
        ["fsync"] = "on",
        ["synchronous_commit"] = "on",
        ["full_page_writes"] = "on",
        ["wal_compression"] = "on",
        ["random_page_cost"] = "1.1",
    };

    private static readonly Dictionary<string, string> Throwaway = new()
    {
        ["max_connections"] = "300",
        ["shared_buffers"] = "128MB",
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
        ["wal_level"] = "minimal",
        ["max_wal_senders"] = "0",
    };

    public static string Text(EmbeddedPostgresOptions options, int port)
    {
        var settings = new Dictionary<string, string>(Always, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in (options.Throwaway ? Throwaway : Durable).Concat(options.Settings))
            settings[name] = value;
        settings["port"] = port.ToString(CultureInfo.InvariantCulture);

        var text = new StringBuilder("# Written by the app at every start: changes made here are lost.\n");
        foreach (var (name, value) in settings)
        {
            if (!NamePattern().IsMatch(name) || value.Contains('\n', StringComparison.Ordinal))
                throw new EmbeddedPostgresException($"'{name}' = '{value}' is not a PostgreSQL setting.");
            text.Append(CultureInfo.InvariantCulture, $"{name} = '{value.Replace("'", "''", StringComparison.Ordinal)}'\n");
        }
        return text.ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.]*$")]
    private static partial Regex NamePattern();
}
