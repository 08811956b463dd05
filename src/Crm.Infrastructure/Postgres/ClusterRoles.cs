using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Crm.Infrastructure.Postgres;

/// <summary>The two roles that share the work in the app's own server: one owns the tables and migrates, the application is the other. Their passwords are derived
/// from the administrator's, so a folder made by an earlier version needs nothing but a start.</summary>
internal sealed class ClusterRoles
{
    public static readonly ClusterRoles Owner = new("crm_owner");
    public static readonly ClusterRoles Application = new("crm_app");

    // What nobody waits for any more must not hold others up: the longest statement is a page of an export, no lock is worth half a minute, and no transaction of the application thinks for a minute.
    // And what was written last, each search reads from end to end until it is sorted into the index: not more than 64 kB of it.
    private static readonly (string Setting, string Limit)[] Limits =
        [("statement_timeout", "10min"), ("lock_timeout", "30s"), ("idle_in_transaction_session_timeout", "1min"), ("gin_pending_list_limit", "64kB")];

    private readonly string _name;

    private ClusterRoles(string name) => _name = name;

    /// <param name="administrator">The administrator's connection to the same database.</param>
    public string ConnectionString(string administrator)
    {
        var connection = new NpgsqlConnectionStringBuilder(administrator);
        (connection.Password, connection.Username) = (PasswordFrom(connection.Password!), _name);
        return connection.ConnectionString;
    }

    /// <summary>Makes the roles, and gives what the database holds to its owner; what is so already stays.</summary>
    public static async Task EnsureAsync(string administrator, CancellationToken ct)
    {
        var connection = new NpgsqlConnectionStringBuilder(administrator);
        await using var source = NpgsqlDataSource.Create(administrator);
        foreach (var role in new[] { Owner, Application })
        {
            await using var make = source.CreateCommand(
                $"""
                DO $$ BEGIN
                  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role._name}') THEN CREATE ROLE {role._name}; END IF;
                END $$;
                ALTER ROLE {role._name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{role.PasswordFrom(connection.Password!)}'
                """);
            await make.ExecuteNonQueryAsync(ct);
        }
        await using var bound = source.CreateCommand(string.Join(';', Limits.Select(t => $"ALTER ROLE {Application._name} SET {t.Setting} = '{t.Limit}'")));
        await bound.ExecuteNonQueryAsync(ct);
        await using var give = source.CreateCommand(Give(connection.Database!));
        await give.ExecuteNonQueryAsync(ct);
    }

    private string PasswordFrom(string administrators) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(administrators), Encoding.UTF8.GetBytes(_name)));

    // REASSIGN OWNED does not work for the role that made the cluster. What belongs to an extension, or to a table, is left where it is, or goes with the table.
    private static string Give(string database) =>
        $"""
        ALTER DATABASE {database} OWNER TO {Owner._name};
        DO $$ DECLARE thing record; BEGIN
          FOR thing IN
            SELECT format('ALTER TABLE %s OWNER TO {Owner._name}', c.oid::regclass) AS command
            FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relowner = 10
              AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))
            UNION ALL
            SELECT format('ALTER ROUTINE %s OWNER TO {Owner._name}', p.oid::regprocedure)
            FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = 10
              AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
          LOOP EXECUTE thing.command; END LOOP;
        END $$
        """;
}
