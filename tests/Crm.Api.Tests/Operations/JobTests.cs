using System.Net;
using Crm.Application.Operations.Files;
using Crm.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Operations;

public sealed class JobTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly object Anything = new { resource = "customers", format = "csv" };

    private readonly Api _api = app.Api();

    private JobQueue Queue => app.Services.GetRequiredService<JobQueue>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_tells_how_far_it_is_and_what_came_of_it()
    {
        await app.Given.Customer();
        var export = await app.Given.Export(Anything);
        Assert.Equal($"/api/v1/exports/{export.Id}", export.Location);

        var waiting = await JobOf(export);
        Assert.Equal(("queued", "export", 0, 0), ((string?)waiting["state"], (string?)waiting["kind"], (int)waiting["attempts"]!, (int)waiting["progress", "done"]!));
        Assert.Equal(export.Id, (string?)waiting["exportId"]);
        await app.Given.JobsAreRun();

        var done = await JobOf(export);
        Assert.Equal(("succeeded", 1, (int)(await _api.Get(export.Location!)).Ok()["rows"]!), ((string?)done["state"], (int)done["attempts"]!, (int)done["progress", "done"]!));
        Assert.Equal((int)done["progress", "done"]!, (int)done["progress", "total"]!);
        Assert.NotNull(done["startedAt"]);
        Assert.NotNull(done["finishedAt"]);
        Assert.Null(done["error"]);
    }

    [Fact]
    public async Task Its_progress_is_neither_a_version_nor_in_the_audit()
    {
        var export = await app.Given.Exported(Anything);

        var job = await JobOf(export);

        Assert.Equal(1, (int)job["version"]!);
        Assert.Single((await _api.Get($"/api/v1/audit-entries?kind=job&recordId={job.Id}")).Ok()["data"]!.AsArray());
    }

    [Fact]
    public async Task Everybody_sees_their_own_jobs_and_who_manages_settings_those_of_others()
    {
        var (user, api) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });
        var key = app.Keyed((string)(await _api.Post("/api/v1/api-keys", new { name = Given.Unique("Exporter"), userId = user.Id, scopes = new[] { "customers:read", "customers:export" } })).Created()["secret"]!);
        var (_, other) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });
        var (own, keys) = ((string)(await app.Given.Export(Anything, api))["jobId"]!, (string)(await app.Given.Export(Anything, key))["jobId"]!);

        foreach (var caller in new[] { api, _api }) (await caller.Get($"/api/v1/jobs/{own}")).Ok();
        foreach (var caller in new[] { other, key }) (await caller.Get($"/api/v1/jobs/{own}")).NotFound();
        (await other.Put($"/api/v1/jobs/{own}/cancellation")).NotFound();
        Assert.Equal([own, keys], (await api.Get("/api/v1/jobs?sort=createdAt")).Ok()["data"]!.AsArray().Select(j => (string)j!["id"]!));
        Assert.Equal([keys], (await key.Get("/api/v1/jobs?state=queued&kind=export")).Ok()["data"]!.AsArray().Select(j => (string)j!["id"]!));
        Assert.Equal([keys], (await key.Post("/api/v1/jobs/search", new { filter = new { field = "startedById", op = "eq", value = user.Id } })).Ok()["data"]!.AsArray().Select(j => (string)j!["id"]!));
        Assert.Empty((await other.Get("/api/v1/jobs")).Ok()["data"]!.AsArray());
        Assert.Equal("cancelled", (string?)(await key.Put($"/api/v1/jobs/{keys}/cancellation")).Ok()["state"]);
        await app.Given.JobsAreRun();
    }

    [Fact]
    public async Task A_job_that_waits_is_cancelled_at_once_and_one_that_is_over_not_at_all()
    {
        var export = await app.Given.Export(Anything);

        var cancelled = (await _api.Put($"/api/v1/jobs/{export["jobId"]}/cancellation")).Ok();

        Assert.Equal("cancelled", (string?)cancelled["state"]);
        await app.Given.JobsAreRun();
        Assert.Equal("cancelled", (string?)(await JobOf(export))["state"]);
        (await _api.Put($"/api/v1/jobs/{export["jobId"]}/cancellation")).Conflict("job.over");
        (await _api.Get($"{export.Location}/content")).Conflict("export.not_ready");
    }

    [Fact]
    public async Task A_job_that_runs_is_cancelled_in_the_middle_of_a_statement_and_leaves_nothing_behind()
    {
        var export = await app.Given.Export(Anything);
        var files = await Files();
        await using var locked = await app.Given.Locked("customers");
        var running = app.Given.RunNextJob();
        await app.Waiting(1);

        var asked = (await _api.Put($"/api/v1/jobs/{export["jobId"]}/cancellation")).Ok();
        Assert.Equal("running", (string?)asked["state"]);
        Assert.NotNull(asked["cancelRequestedAt"]);
        Assert.True(await running);   // though nobody unlocks the table

        Assert.Equal("cancelled", (string?)(await JobOf(export))["state"]);
        Assert.Equal(files, await Files());
    }

    [Fact]
    public async Task An_instance_that_ends_gives_its_job_back()
    {
        var export = await app.Given.Export(Anything);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await using (await app.Given.Locked("customers"))
        {
            var running = app.Given.RunNextJob(stopping.Token);
            await app.Waiting(1);
            await stopping.CancelAsync();
            Assert.True(await running);
        }
        var waiting = await JobOf(export);
        Assert.Equal(("queued", 0), ((string?)waiting["state"], (int)waiting["attempts"]!));

        await app.Given.JobsAreRun();
        Assert.Equal("succeeded", (string?)(await JobOf(export))["state"]);
    }

    [Fact]
    public async Task Many_runners_at_once_never_run_a_job_twice()
    {
        List<Answer> exports = [];
        foreach (var _ in Enumerable.Range(0, 4))
        {
            var (_, api) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });
            for (var i = 0; i < 3; i++) exports.Add(await app.Given.Export(Anything, api));
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Given.JobsAreRun()));

        foreach (var export in exports)
        {
            var job = await JobOf(export);
            Assert.Equal(("succeeded", 1), ((string?)job["state"], (int)job["attempts"]!));
        }
    }

    [Fact]
    public async Task Whoever_has_nothing_running_comes_first()
    {
        var (_, busy) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });
        var (_, patient) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });
        var first = await app.Given.Export(Anything, busy);
        var second = await app.Given.Export(Anything, busy);
        var third = await app.Given.Export(Anything, patient);

        var claimed = new[] { await Queue.Claim(Ct), await Queue.Claim(Ct), await Queue.Claim(Ct) };

        Assert.Equal(new[] { first, third, second }.Select(e => (string)e["jobId"]!), claimed.Select(c => c!.Id.ToString()));
        foreach (var claim in claimed) await Queue.Cancel(claim!);
    }

    [Fact]
    public async Task What_a_dead_process_left_behind_is_taken_up_when_its_lease_is_over()
    {
        var customer = await app.Given.Customer();
        var export = await app.Given.Export(Anything);
        var dead = (await Queue.Claim(Ct))!;
        await HalfAFile(dead);
        Assert.False(await app.Given.RunNextJob());

        app.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True(await app.Given.RunNextJob());

        Assert.Null(await Queue.Beat(dead, 1, 1, Ct));
        await Queue.Fail(dead, "job.broken", "Too late.");
        var job = await JobOf(export);
        Assert.Equal(("succeeded", 2), ((string?)job["state"], (int)job["attempts"]!));
        Assert.Equal(1, await Files(dead));
        Assert.Contains(customer.Id, (await _api.Get($"{export.Location}/content")).Ok().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_ends_its_process_three_times_fails()
    {
        var export = await app.Given.Export(Anything);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.NotNull(await Queue.Claim(Ct));
            app.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.False(await app.Given.RunNextJob());

        var job = await JobOf(export);
        Assert.Equal(("failed", "job.crashed"), ((string?)job["state"], (string?)job["error", "code"]));
    }

    [Fact]
    public async Task A_job_runs_with_the_rights_that_its_starter_has_then()
    {
        var role = (await _api.Post("/api/v1/roles", new { name = Given.Unique("Role"), permissions = new { customers = new { read = "all", export = "all" } } })).Created();
        var user = await app.Given.User([Guid.Parse(role.Id)]);
        var export = await app.Given.Export(Anything, await app.Given.SignedIn(user));
        (await _api.Patch(role.Location!, new { permissions = new { customers = new { read = "all", export = "none" } } }, ("If-Match", "*"))).Ok();

        await app.Given.JobsAreRun();

        var job = await JobOf(export);
        Assert.Equal(("failed", "auth.not_allowed"), ((string?)job["state"], (string?)job["error", "code"]));
    }

    [Fact]
    public async Task A_job_of_somebody_who_is_not_active_any_more_fails_and_so_does_one_of_a_key_that_was_revoked()
    {
        var (user, api) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });
        var (other, _) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });
        var key = (await _api.Post("/api/v1/api-keys", new { name = Given.Unique("Exporter"), userId = other.Id, scopes = new[] { "customers:read", "customers:export" } })).Created();
        var (theirs, keys) = (await app.Given.Export(Anything, api), await app.Given.Export(Anything, app.Keyed((string)key["secret"]!)));
        (await _api.Put($"/api/v1/users/{user.Id}/deactivation", new { }, ("If-Match", "*"))).Ok();
        (await _api.Delete($"/api/v1/api-keys/{key.Id}")).NoContent();

        await app.Given.JobsAreRun();

        foreach (var export in new[] { theirs, keys }) Assert.Equal("job.starter_gone", (string?)(await JobOf(export))["error", "code"]);
    }

    [Fact]
    public async Task Nobody_fills_the_queue_not_even_with_requests_at_once()
    {
        var (_, api) = await app.Given.SomebodyWho(new { customers = new { read = "all", export = "all" } });

        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => api.Post("/api/v1/exports", Anything)));

        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.Accepted));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Accepted), a => a.Conflict("job.too_many"));
        await app.Given.JobsAreRun();
        (await api.Post("/api/v1/exports", Anything)).Is(HttpStatusCode.Accepted);
        await app.Given.JobsAreRun();
    }

    [Fact]
    public async Task A_job_is_forgotten_when_it_was_over_for_long_and_not_before()
    {
        var export = await app.Given.Exported(Anything);
        app.Clock.Advance(TimeSpan.FromDays(29));
        await app.Given.JobsAreSwept();
        await JobOf(export);

        app.Clock.Advance(TimeSpan.FromDays(2));
        await app.Given.JobsAreSwept();

        (await _api.Get($"/api/v1/jobs/{export["jobId"]}")).NotFound();
        (await _api.Get($"/api/v1/exports/{export.Id}")).NotFound();
    }

    [Fact]
    public async Task A_repeated_request_starts_one_job()
    {
        var key = (Api.IdempotencyKey, Guid.NewGuid().ToString());

        var first = (await _api.Post("/api/v1/exports", Anything, key)).Is(HttpStatusCode.Accepted);
        var second = (await _api.Post("/api/v1/exports", Anything, key)).Is(HttpStatusCode.Accepted);

        Assert.True(second.Replayed);
        Assert.Equal(first.Id, second.Id);
        await app.Given.JobsAreRun();
    }

    [Fact]
    public async Task Erasing_a_person_begins_the_exports_anew_that_are_being_made()
    {
        var person = await app.Given.Person("Petra Unvergessen");
        var export = await app.Given.Export(new { resource = "customers", format = "ndjson" });
        var claimed = (await Queue.Claim(Ct))!;
        await HalfAFile(claimed);

        (await _api.Put($"{person.Location}/erasure", new { reason = "request" }, ("If-Match", "*"))).Ok();
        Assert.Null(await Queue.Beat(claimed, 1, 1, Ct));
        Assert.Equal(0, await Files(claimed));

        await app.Given.JobsAreRun();

        Assert.DoesNotContain("Petra Unvergessen", (await _api.Get($"{export.Location}/content")).Ok().Text, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await JobOf(export))["attempts"]!);
    }

    private async Task<Answer> JobOf(Answer export) => (await _api.Get($"/api/v1/jobs/{export["jobId"]}")).Ok();

    private async Task<int> Files(ClaimedJob? job = null)
    {
        var count = 0;
        await app.Db(async db => count = await db.StoredFiles.CountAsync(f => job == null || f.JobId == job.Id, Ct));
        return count;
    }

    /// <summary>What a process leaves behind that ends in the middle: its writer is never disposed.</summary>
    private async Task HalfAFile(ClaimedJob job)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var file = await scope.ServiceProvider.GetRequiredService<IStoredFiles>().Create(job.StartedById, "half.csv", "text/csv", app.Clock.GetUtcNow().AddDays(3), job.Id, Ct);
        await file.Content.WriteAsync(new byte[3 * 1024 * 1024], Ct);
        await file.Save(Ct);
    }
}
