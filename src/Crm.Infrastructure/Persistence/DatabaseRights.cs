using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Crm.Infrastructure.Persistence;

/// <summary>Who may do what with the tables, said anew after each migration: the application reads and writes rows, adds to what is append-only, and owns nothing.</summary>
internal static class DatabaseRights
{
    private const string Schema = "public";

    /// <param name="application">The role that the application runs as; null when it is the owner itself.</param>
    public static async Task Apply(CrmDb db, string? application, CancellationToken ct)
    {
        var appendOnly = AppendOnly(db.Model);
        string[] statements = [EraseValues, RefuseChange, .. appendOnly.Select(Refuse), .. application is null ? [] : Grants(application, appendOnly)];
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.TakeTurnAsync(Turn.Rights, ct);   // two that grant the same at once would disturb each other
        foreach (var statement in statements) await db.Database.ExecuteSqlRawAsync(statement, [], ct);
        await transaction.CommitAsync(ct);
    }

    public static Task<string> RoleOf(CrmDb db, CancellationToken ct) => db.Database.SqlQuery<string>($"SELECT current_user::text AS \"Value\"").SingleAsync(ct);

    /// <summary>The role, when it may create or owns tables; null when it may not.</summary>
    public static async Task<string?> PowerOf(CrmDb db, CancellationToken ct) => await db.Database.SqlQuery<string?>(
        $"""
         SELECT CASE WHEN has_schema_privilege({Schema}, 'CREATE')
             OR EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = {Schema}::regnamespace AND relkind = 'r' AND pg_has_role(relowner, 'MEMBER'))
             THEN current_user::text END AS "Value"
         """).SingleAsync(ct);

    private static IReadOnlyList<string> AppendOnly(IModel model) =>
        [.. model.GetEntityTypes().Where(e => e.FindAnnotation(AuditAnnotations.AppendOnlyTable) is not null).Select(e => e.GetTableName()!).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Grants(string application, IReadOnlyList<string> appendOnly)
    {
        var role = $"\"{application.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return
        [
            $"REVOKE CREATE ON SCHEMA {Schema} FROM PUBLIC, {role}",
            "DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$",
            $"GRANT USAGE ON SCHEMA {Schema} TO {role}",
            $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {Schema} TO {role}",
            $"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {Schema} TO {role}",
            $"ALTER DEFAULT PRIVILEGES IN SCHEMA {Schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
            $"ALTER DEFAULT PRIVILEGES IN SCHEMA {Schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
            $"REVOKE INSERT, UPDATE, DELETE ON \"{HistoryRepository.DefaultTableName}\" FROM {role}",
            .. appendOnly.Select(table => $"REVOKE UPDATE, DELETE ON {table} FROM {role}"),
            $"GRANT EXECUTE ON FUNCTION audit_erase_values(text[], uuid[]) TO {role}",
        ];
    }

    /// <summary>The only way by which values leave the audit. It runs with the owner's rights, and takes away only what an entry of the audit says is erased; that the
    /// entry is genuine, the verifier tells.</summary>
    private const string EraseValues =
        """
        CREATE OR REPLACE FUNCTION audit_erase_values(kinds text[], records uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          DELETE FROM public.audit_values v USING public.audit_entries e, unnest(kinds, records) AS r (kind, id)
          WHERE e.record_id = r.id AND e.kind = r.kind AND v.entry_id = e.id
            AND EXISTS (SELECT 1 FROM public.audit_entries x WHERE x.record_id = r.id AND x.kind = r.kind AND x.act = 'erased' AND x.at >= e.at)
        $$;
        REVOKE ALL ON FUNCTION audit_erase_values(text[], uuid[]) FROM PUBLIC
        """;

    private const string RefuseChange =
        """
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'The table % is append-only.', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$
        """;

    // For databases where the application is the owner, and for the owner's own mistakes. Values can be deleted by the function above, and then only by it.
    private static string Refuse(string table) =>
        $"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE{(table == "audit_values" ? "" : " OR DELETE")} OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()";
}
