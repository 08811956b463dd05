using Crm.Application.Audit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Audit;

/// <summary>Each test begins with an empty audit: what is done to a chain must not be found by the next test.</summary>
public sealed class AuditChainTests(CrmApp app) : IClassFixture<CrmApp>, IAsyncLifetime
{
    private readonly CrmApp _app = app;

    public async ValueTask InitializeAsync() => await _app.EmptyAudit();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_nobody_has_touched_is_intact_sealed_or_not()
    {
        await _app.Story(seals: 3);
        await _app.Given.Customer("Not sealed yet");

        var result = await _app.Verify();

        Assert.True((bool?)result["isIntact"], result.Text);
        Assert.Equal((3, 1), ((int?)result["seals"], (int?)result["unsealed"]));
        Assert.Equal(await _app.Count("SELECT count(*) FROM audit_entries"), (long)result["sealed"]! + 1);
        Assert.Equal(3, (int?)result["head", "seal"]);
    }

    [Fact]
    public async Task A_chain_longer_than_a_page_is_followed_to_its_end()
    {
        var items = Enumerable.Range(1, 700).Select(i => new { kind = "organization", name = $"Many {i}" }).ToArray();
        for (var i = 0; i < 4; i++) (await _app.Api().Post("/api/v1/customers/bulk", new { items })).Ok();
        await _app.Seal();

        var result = await _app.Verify();

        Assert.True((bool?)result["isIntact"], result.Text);
        Assert.InRange((int)result["sealed"]!, 2800, 2900);
        Assert.Equal(3, (int?)result["seals"]);
        await _app.Tamper("DELETE FROM audit_seal_entries WHERE seal = 3 AND position = 412");
        await Found(AuditFault.RowMissing, seal: 3, position: 412);
    }

    [Theory]
    [InlineData("channel = 'elsewhere'")]
    [InlineData("actor_id = NULL")]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("fields = ARRAY['nothing']")]
    [InlineData("operation = 'anotherOperation'")]
    [InlineData("version = 7")]
    [InlineData("act = 'archived'")]
    [InlineData("record_id = gen_random_uuid()")]
    [InlineData("values_hash = NULL")]
    public async Task An_altered_entry_is_named(string change)
    {
        var entry = await _app.Story(seals: 3);
        await _app.Tamper($"UPDATE audit_entries SET {change} WHERE id = '{entry}'");

        await Found(AuditFault.EntryAltered, entry, seal: 2);
    }

    [Fact]
    public async Task An_entry_that_is_altered_before_it_is_sealed_is_named_before_and_after()
    {
        await _app.Story(seals: 1);
        var entry = await _app.Newest(await _app.Given.Customer("Fresh"));
        await _app.Tamper($"UPDATE audit_entries SET channel = 'elsewhere' WHERE id = '{entry}'");

        await Found(AuditFault.EntryAltered, entry);
        await _app.Seal();
        await Found(AuditFault.EntryAltered, entry, seal: 2);
    }

    [Fact]
    public async Task Altered_values_are_named()
    {
        var entry = await _app.Story(seals: 3);
        await _app.Tamper($"UPDATE audit_values SET json = replace(json::text, 'Middle', 'Muddle')::json WHERE entry_id = '{entry}'");

        await Found(AuditFault.ValuesAltered, entry, seal: 2);
    }

    [Fact]
    public async Task Values_that_changed_places_are_named()
    {
        var entry = await _app.Story(seals: 3);
        var other = await _app.Newest(await _app.Given.Customer("Other"));
        await _app.Seal();
        await _app.Tamper($"""
            UPDATE audit_values v SET salt = o.salt, json = o.json FROM audit_values o
            WHERE v.entry_id IN ('{entry}', '{other}') AND o.entry_id IN ('{entry}', '{other}') AND v.entry_id <> o.entry_id
            """);

        await Found(AuditFault.ValuesAltered, entry, seal: 2);
    }

    [Fact]
    public async Task Deleted_values_are_named()
    {
        var entry = await _app.Story(seals: 3);
        await _app.Tamper($"DELETE FROM audit_values WHERE entry_id = '{entry}'");

        await Found(AuditFault.ValuesMissing, entry, seal: 2);
    }

    [Fact]
    public async Task An_erasure_that_somebody_made_up_covers_nothing()
    {
        var entry = await _app.Story(seals: 3);
        await _app.Tamper($"""
            INSERT INTO audit_entries (id, at, channel, kind, record_id, act, fields, mac)
            SELECT gen_random_uuid(), now(), 'api', kind, record_id, 'erased', ARRAY[]::text[], decode(repeat('00', 32), 'hex') FROM audit_entries WHERE id = '{entry}';
            DELETE FROM audit_values WHERE entry_id = '{entry}'
            """);

        await Found(AuditFault.ValuesMissing, entry, seal: 2);
    }

    [Fact]
    public async Task A_deleted_entry_is_named()
    {
        var entry = await _app.Story(seals: 3);
        await _app.Tamper($"DELETE FROM audit_entries WHERE id = '{entry}'; DELETE FROM audit_values WHERE entry_id = '{entry}'");

        await Found(AuditFault.EntryMissing, entry, seal: 2);
    }

    [Fact]
    public async Task An_entry_that_is_deleted_with_its_row_of_the_seal_leaves_a_gap()
    {
        var entry = await _app.Story(seals: 3);
        await _app.Tamper($"""
            DELETE FROM audit_entries WHERE id = '{entry}'; DELETE FROM audit_values WHERE entry_id = '{entry}';
            DELETE FROM audit_seal_entries WHERE entry_id = '{entry}'
            """);

        await Found(AuditFault.RowMissing, seal: 2, position: 1);
    }

    [Fact]
    public async Task Swapped_rows_of_a_seal_are_named()
    {
        await _app.Given.Customer("One");
        await _app.Given.Customer("Two");
        await _app.Seal();
        await _app.Tamper("""
            UPDATE audit_seal_entries SET position = -position WHERE seal = 1 AND position IN (1, 2);
            UPDATE audit_seal_entries SET position = CASE position WHEN -1 THEN 2 ELSE 1 END WHERE seal = 1 AND position < 0
            """);

        await Found(AuditFault.RowAltered, seal: 1, position: 1);
    }

    [Fact]
    public async Task Entries_that_changed_places_are_named()
    {
        var entry = await _app.Story(seals: 3);
        var other = await _app.Newest(await _app.Given.Customer("Other"));
        await _app.Seal();
        await _app.Tamper($"""
            UPDATE audit_entries SET id = '00000000-0000-0000-0000-000000000000' WHERE id = '{entry}';
            UPDATE audit_entries SET id = '{entry}' WHERE id = '{other}';
            UPDATE audit_entries SET id = '{other}' WHERE id = '00000000-0000-0000-0000-000000000000'
            """);

        await Found(AuditFault.EntryAltered, entry, seal: 2);
    }

    [Fact]
    public async Task An_entry_that_was_put_there_by_hand_is_named()
    {
        var entry = await _app.Story(seals: 2);
        var forged = Guid.NewGuid().ToString();
        var copy = $"INSERT INTO audit_entries SELECT '{forged}', at, actor_id, session_id, key_id, channel, operation, request_id, kind, record_id, version, act, fields, values_hash, mac FROM audit_entries WHERE id = '{entry}'";
        await _app.Tamper(copy);
        await Found(AuditFault.EntryStray, forged);

        await _app.Tamper($"INSERT INTO audit_unsealed VALUES ('{forged}')");
        await Found(AuditFault.EntryAltered, forged);
        await _app.Seal();
        await Found(AuditFault.EntryAltered, forged, seal: 3);
    }

    [Fact]
    public async Task A_seal_that_was_deleted_or_altered_is_named()
    {
        await _app.Story(seals: 3);
        await _app.Tamper("UPDATE audit_seals SET sealed_at = sealed_at + interval '1 hour' WHERE number = 2");
        await Found(AuditFault.SealAltered, seal: 2);

        await _app.Tamper("DELETE FROM audit_seals WHERE number = 2");
        await Found(AuditFault.SealMissing, seal: 2);
    }

    [Fact]
    public async Task A_chain_that_was_computed_anew_without_the_secret_is_named()
    {
        var entry = await _app.Story(seals: 3);
        await _app.Tamper($"""
            UPDATE audit_entries SET channel = 'elsewhere', mac = sha256(mac) WHERE id = '{entry}';
            UPDATE audit_seal_entries SET entry_mac = sha256(entry_mac), link = sha256(link) WHERE entry_id = '{entry}';
            UPDATE audit_seals SET hash = sha256(hash) WHERE number = 2;
            UPDATE audit_seals SET previous_hash = (SELECT hash FROM audit_seals WHERE number = 2) WHERE number = 3
            """);

        await Found(AuditFault.RowAltered, entry, seal: 2);
    }

    [Fact]
    public async Task A_last_seal_without_its_rows_and_rows_without_their_seal_are_named()
    {
        await _app.Story(seals: 3);
        await _app.Tamper("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM audit_seals WHERE number = 3; DELETE FROM audit_seals WHERE number = 3");
        await Found(AuditFault.SealMissing, seal: 3, position: 1);

        await _app.Tamper("INSERT INTO audit_seals SELECT * FROM kept; DELETE FROM audit_seal_entries WHERE seal = 3");
        await Found(AuditFault.RowMissing, seal: 3, position: 1);
    }

    [Fact]
    public async Task Entries_whose_seal_was_cut_off_are_named_because_they_do_not_wait_for_one()
    {
        await _app.Story(seals: 3);
        var entry = await _app.Newest(await _app.Given.Customer("Last"));
        await _app.Seal();
        await _app.Tamper("DELETE FROM audit_seals WHERE number = 4; DELETE FROM audit_seal_entries WHERE seal = 4");

        await Found(AuditFault.EntryStray, entry);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_with_all_that_belongs_to_it_shows_only_against_what_was_noted()
    {
        await _app.Story(seals: 2);
        var entry = await _app.Newest(await _app.Given.Customer("Cut off"));
        await _app.Seal();
        var noted = await Head();
        await _app.Tamper($"""
            DELETE FROM audit_seals WHERE number = 3; DELETE FROM audit_seal_entries WHERE seal = 3;
            DELETE FROM audit_values WHERE entry_id = '{entry}'; DELETE FROM audit_entries WHERE id = '{entry}'
            """);

        Assert.True((bool?)(await _app.Verify())["isIntact"]);
        var cut = await Verify(noted);
        Assert.Equal((AuditFault.SealMissing, 3L), (cut.Findings[0].Fault, cut.Findings[0].Seal));

        await _app.Given.Customer("Instead");
        await _app.Seal();
        var replaced = await Verify(noted);
        Assert.Equal((AuditFault.SealAltered, 3L), (replaced.Findings[0].Fault, replaced.Findings[0].Seal));
    }

    private async Task<AuditHeadDetails> Head() => (await Verify(null)).Head!;

    private async Task<AuditVerificationDetails> Verify(AuditHeadDetails? noted)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IAuditVerifier>().Verify(noted, TestContext.Current.CancellationToken);
    }

    private async Task Found(AuditFault fault, string? entry = null, int? seal = null, int? position = null)
    {
        var result = await _app.Verify();
        Assert.False((bool?)result["isIntact"]);
        var first = result["findings", 0]!;
        Assert.True(string.Equals((string?)first["fault"], fault.ToString(), StringComparison.OrdinalIgnoreCase), result.Text);
        if (entry is not null) Assert.Equal(entry, (string?)first["entryId"]);
        Assert.Equal(seal, (int?)first["seal"]);
        if (position is not null) Assert.Equal(position, (int?)first["position"]);
    }
}
