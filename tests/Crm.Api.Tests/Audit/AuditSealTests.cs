using Crm.Application.Audit;
using Crm.Domain.Service;
using Crm.Infrastructure;
using Crm.Infrastructure.Persistence;
using Crm.Tests.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Audit;

/// <summary>How the chain comes about. Each test begins with an empty audit.</summary>
public sealed class AuditSealTests(CrmApp app) : IClassFixture<CrmApp>, IAsyncLifetime
{
    private readonly CrmApp _app = app;

    public async ValueTask InitializeAsync() => await _app.EmptyAudit();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Instances_that_seal_at_once_make_one_chain()
    {
        for (var i = 0; i < 5; i++)
        {
            await _app.Given.Customer($"Round {i}");
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _app.Seal()));
        }
        await _app.Seal();

        Assert.True((bool?)(await _app.Verify())["isIntact"]);
        Assert.Equal(0, await _app.Count("SELECT count(*) FROM audit_unsealed"));
    }

    [Fact]
    public async Task An_entry_whose_transaction_ends_late_is_sealed_after_those_that_came_later()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        await using var late = await db.BeginAsync(ct);
        db.Add(Queue.Create("Begun first", null));
        await db.SaveChangesAsync(ct);
        await _app.Given.Customer("Ended first");
        await _app.Seal();
        await late.CommitAsync(ct);
        Assert.Equal(1, await _app.Count("SELECT count(*) FROM audit_unsealed"));
        await _app.Seal();

        Assert.Equal(0, await _app.Count("SELECT count(*) FROM audit_unsealed"));
        Assert.True((bool?)(await _app.Verify())["isIntact"]);
    }

    [Fact]
    public async Task The_job_seals_what_waits()
    {
        await _app.Given.Customer("Waits");
        await using var variant = _app.WithWebHostBuilder(b => b.ConfigureServices(s => s.AddJobs()));
        variant.CreateClient();

        await Eventually.TrueAsync(async () => await _app.Count("SELECT count(*) FROM audit_unsealed") == 0);
        Assert.True((bool?)(await _app.Verify())["isIntact"]);
    }

    [Fact]
    public async Task After_a_change_of_the_secret_the_former_one_still_verifies()
    {
        await _app.Story(seals: 2);

        Assert.False((await VerifyUnder("another secret of the tests, long enough")).IsIntact);
        Assert.True((await VerifyUnder("another secret of the tests, long enough", "secret of the tests, at least 32 characters")).IsIntact);
    }

    private async Task<AuditVerificationDetails> VerifyUnder(string secret, params string[] former)
    {
        await using var variant = _app.WithWebHostBuilder(b =>
        {
            b.UseSetting("Crm:Secret", secret);
            foreach (var (i, one) in former.Index()) b.UseSetting($"Audit:FormerSecrets:{i}", one);
        });
        await using var scope = variant.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IAuditVerifier>().Verify(null, TestContext.Current.CancellationToken);
    }
}
