using System.Globalization;
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

    /// <summary>Forgets the whole audit: what a test does to a chain must not be found by the next one.</summary>
    public static Task<object?> EmptyAudit(this CrmApp app) => app.Tamper("TRUNCATE audit_entries, audit_values, audit_unsealed, audit_seals, audit_seal_entries");

    /// <summary>Customers come one after the other, each sealed at once; the first entry of the second seal is the one that tests do something to.</summary>
    public static async Task<string> Story(this CrmApp app, int seals)
    {
        var entry = "";
        for (var i = 1; i <= seals; i++)
        {
            var customer = await app.Given.Customer(i == 2 ? "Middle" : $"Customer {i}");
            if (i == 2) entry = await app.Newest(customer);
            await app.Seal();
        }
        return entry;
    }

    public static async Task<string> Newest(this CrmApp app, Answer customer) => (string)(await app.EntriesOf(customer.Id))[^1]["id"]!;

    public static async Task<long> Count(this CrmApp app, string sql) => Convert.ToInt64(await Sql.RunAsync(app.AsSuperuser, sql), CultureInfo.InvariantCulture);
}
