using Crm.Domain.Common;
using Crm.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Custom fields, territories, SLA policies and calendars are remembered between requests, until one of them changes, whoever changes it.</summary>
public sealed class RememberedTests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

    public static TheoryData<Type> Kinds => [.. typeof(IRemembered).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IRemembered)))];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_change_of_what_is_remembered_begins_another_epoch(Type kind)
    {
        var table = "";
        await app.Db(db => Task.FromResult(table = db.Model.FindEntityType(kind)!.GetTableName()!));
        string[] changes = [$"UPDATE {table} SET archived_at = archived_at", $"DELETE FROM {table} WHERE false", $"INSERT INTO {table} (id) SELECT id FROM {table} WHERE false"];
        foreach (var change in changes)
        {
            var before = await Epoch();
            await Sql.RunAsync(app.AsOwner, change);
            Assert.True(await Epoch() > before, change);
        }
    }

    [Fact]
    public async Task A_field_that_is_declared_or_archived_by_anybody_counts_with_the_next_request()
    {
        var key = $"k{Guid.NewGuid():N}"[..12];
        (await Create(key)).Invalid($"/customFields/{key}", "custom_field.unknown");
        var field = (await _api.Post("/api/v1/custom-fields", new { target = "customer", key, type = "text", label = "Anything" })).Created();
        (await Create(key)).Created();
        await Sql.RunAsync(app.AsOwner, $"UPDATE field_definitions SET archived_at = now() WHERE id = '{field.Id}'");
        (await Create(key)).Invalid($"/customFields/{key}", "custom_field.unknown");
        await Sql.RunAsync(app.AsOwner, $"UPDATE field_definitions SET archived_at = NULL WHERE id = '{field.Id}'");
        (await Create(key)).Created();
    }

    [Fact]
    public async Task What_another_has_not_committed_is_not_remembered()
    {
        var key = $"k{Guid.NewGuid():N}"[..12];
        var field = (await _api.Post("/api/v1/custom-fields", new { target = "customer", key, type = "text", label = "Anything" })).Created();
        (await Create(key)).Created();
        await using (await OtherTransaction.Begin(app.AsOwner, $"UPDATE field_definitions SET archived_at = now() WHERE id = '{field.Id}'"))
            (await Create(key)).Created();
        (await Create(key)).Created();
    }

    private Task<Answer> Create(string key) => _api.Post("/api/v1/customers", new { kind = "organization", name = Given.Unique("Acme"), customFields = new Dictionary<string, string> { [key] = "x" } });

    private async Task<long> Epoch() => (long)(await Sql.RunAsync(app.AsOwner, "SELECT number FROM access_epochs"))!;
}
