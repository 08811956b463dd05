using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>A client reads a whole list while others write. CRM_TEST_LARGE_LIST=100000 makes it a longer one.</summary>
public sealed class LargeListTests(CrmApp app) : IClassFixture<CrmApp>
{
    private static readonly int Rows = int.TryParse(Environment.GetEnvironmentVariable("CRM_TEST_LARGE_LIST"), CultureInfo.InvariantCulture, out var rows) ? rows : 5000;

    [Theory]
    [InlineData("name")]
    [InlineData("-createdAt")]
    [InlineData("createdAt,name")]
    public async Task No_row_that_stayed_is_missed_or_seen_twice(string sort)
    {
        var api = app.Api();
        var sample = await app.Given.Queue($"Sample {sort}");
        List<Guid> before = [];
        await app.Db(async db =>
        {
            // Times repeat, so that the id has to tell rows apart.
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO queues (id, name, version, created_at, updated_at)
                SELECT gen_random_uuid(), {sort} || ' ' || lpad((g % 1700)::text, 5, '0') || CASE WHEN g >= 1700 THEN ' ' || g ELSE '' END, 1,
                    now() - (g % 40) * interval '1 minute', now() - (g % 7) * interval '1 hour'
                FROM generate_series(1, {Rows}) g
                """);
            before = [.. (await db.Queues.Select(q => q.Id).ToListAsync()).Select(id => id.Value)];
        });
        using var done = new CancellationTokenSource();
        HashSet<Guid> archived = [];
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                (await api.Post("/api/v1/queues", new { name = $"{(i % 2 == 0 ? "0" : "zz")} new {sort} {i}" })).Created();
                var gone = before[i * 37 % before.Count];
                if (gone.ToString() != sample.Id && archived.Add(gone)) (await api.Delete($"/api/v1/queues/{gone}")).NoContent();
            }
        }, TestContext.Current.CancellationToken);

        List<Guid> seen = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await api.Get($"/api/v1/queues?sort={sort}&limit=97{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}")).Ok();
            seen.AddRange(page["data"]!.AsArray().Select(r => r!["id"]!.GetValue<Guid>()));
            cursor = (string?)page["page", "nextCursor"];
        }
        await done.CancelAsync();
        await writing;

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.NotEmpty(archived);
        Assert.Empty(before.Where(id => !archived.Contains(id)).Except(seen));
    }
}
