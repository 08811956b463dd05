using System.Net;
using Crm.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Crm.Tests;

public sealed partial class Given
{
    /// <summary>An export that waits for its job to be run.</summary>
    public async Task<Answer> Export(object body, Api? by = null) => (await (by ?? api).Post("/api/v1/exports", body)).Is(HttpStatusCode.Accepted);

    /// <summary>An export whose job has run.</summary>
    public async Task<Answer> Exported(object body, Api? by = null)
    {
        var export = await Export(body, by);
        await JobsAreRun();
        return (await (by ?? api).Get(export.Location!)).Ok();
    }

    /// <summary>An import with its file, which waits to be checked or run.</summary>
    public async Task<Answer> Import(object terms, byte[] file, string mediaType = "text/csv", Api? by = null)
    {
        var import = (await (by ?? api).Post("/api/v1/imports", terms)).Is(HttpStatusCode.Created);
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new(mediaType);
        return (await (by ?? api).SendContent(HttpMethod.Put, $"{import.Location}/content", content)).Ok();
    }

    public Task<Answer> Import(object terms, string file, string mediaType = "text/csv", Api? by = null) => Import(terms, System.Text.Encoding.UTF8.GetBytes(file), mediaType, by);

    /// <summary>What became of an import by its next step: checks, runs or reversals.</summary>
    public async Task<Answer> Done(Answer import, string step, Api? by = null)
    {
        (await (by ?? api).Post($"/api/v1/imports/{import.Id}/{step}")).Is(HttpStatusCode.Accepted);
        await JobsAreRun();
        return (await (by ?? api).Get($"/api/v1/imports/{import.Id}")).Ok();
    }

    /// <summary>Runs all jobs that wait.</summary>
    public async Task JobsAreRun()
    {
        while (await RunNextJob())
        {
            // One after the other.
        }
    }

    public Task<bool> RunNextJob(CancellationToken? ct = null) => App.Services.GetRequiredService<JobRunner>().RunNext(ct ?? TestContext.Current.CancellationToken);

    /// <summary>Clears away what jobs have left behind, as is done every few minutes.</summary>
    public async Task<int> JobsAreSwept()
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<JobSweep>().Run(TestContext.Current.CancellationToken);
    }

    /// <summary>The file of an export, or a part of it.</summary>
    public async Task<(HttpResponseMessage Answer, byte[] Bytes)> Content(Answer export, string? range = null, string? ifRange = null, string? token = null)
    {
        using var client = App.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/exports/{export.Id}/content");
        request.Headers.Authorization = new("Bearer", token ?? App.Token());
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);
        if (ifRange is not null) request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Locks a table until it is disposed: whoever reads it waits.</summary>
    public async Task<IAsyncDisposable> Locked(string table)
    {
        var connection = new NpgsqlConnection(App.AsOwner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"BEGIN; LOCK TABLE {table}";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
