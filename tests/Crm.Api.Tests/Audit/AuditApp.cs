using System.Text.Json.Nodes;
using Crm.Infrastructure.Persistence.Audit;
using Crm.Tests.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Audit;

/// <summary>What tests of the audit do with an app.</summary>
internal static class AuditApp
{
    /// <summary>Seals what waits, as the job would.</summary>
    public static async Task Seal(this CrmApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        while (await scope.ServiceProvider.GetRequiredService<AuditSealer>().Seal(default) is not null) { }
    }

    /// <summary>The entries of one record, the oldest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> EntriesOf(this CrmApp app, string record, string more = "") =>
        [.. (await app.Api().Get($"/api/v1/audit-entries?recordId={record}&sort=at{more}")).Ok()["data"]!.AsArray().Select(e => e!)];

    public static JsonNode? Change(this JsonNode entry, string field) => entry["changes"]!.AsArray().SingleOrDefault(c => (string?)c!["field"] == field);

    public static IReadOnlyList<string> Fields(this JsonNode entry) => [.. entry["fields"]!.AsArray().Select(f => (string)f!)];

    public static async Task<Answer> Verify(this CrmApp app) => (await app.Api().Post("/api/v1/audit-verifications")).Ok();

    /// <summary>What somebody does who owns the server: no right and no trigger holds them back.</summary>
    public static Task<object?> Tamper(this CrmApp app, string sql) => Sql.RunAsync(app.AsSuperuser, $"SET session_replication_role = replica; {sql}");
}
