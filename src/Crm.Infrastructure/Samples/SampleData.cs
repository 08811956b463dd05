using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Samples;

/// <summary>Fills a new database with the Northwind company, through the same commands that the API uses.</summary>
public static class SampleData
{
    private const string Started = "samples.started";
    private const string Completed = "samples.completed";

    /// <summary>The password of every user of the sample data, which is for trying things only.</summary>
    public const string Password = NorthwindLoad.Password;

    /// <summary>One user for each role.</summary>
    public static IReadOnlyList<(string Role, string Email)> SignIns { get; } =
        [("Administrator", NorthwindLoad.AdministratorEmail), ("Manager", "andrew.fuller@northwind.example"), ("Sales and service", "nancy.davolio@northwind.example")];

    /// <summary>Loads the sample data on the first start. A load that was interrupted goes on where it stopped; what was deleted later does not come back.</summary>
    /// <param name="folder">Where the folder northwind is.</param>
    /// <param name="tell">Is told the progress, a line at a time.</param>
    /// <returns>Whether the database has the sample data.</returns>
    public static async Task<bool> Ensure(IServiceProvider services, string folder, Action<string> tell, CancellationToken ct)
    {
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
            var markers = await db.Set<Marker>().Select(m => m.Name).ToListAsync(ct);
            if (markers.Contains(Completed)) return true;
            if (!markers.Contains(Started))
            {
                if (await db.Users.Whole().AnyAsync(ct)) return false;   // somebody's own data: nothing is mixed in
                await Mark(db, Started, ct);
            }
        }
        tell("Loading the sample data: the Northwind company.");
        var load = new SampleLoad(services, tell, ct);
        await new NorthwindLoad(load, new(Path.Combine(folder, "northwind"))).Run();
        await new SampleTickets(load).Run();
        await using (var scope = services.CreateAsyncScope()) await Mark(scope.ServiceProvider.GetRequiredService<CrmDb>(), Completed, ct);
        return true;
    }

    /// <summary>Whether the database has the sample data, or a part of it.</summary>
    public static async Task<bool> IsIn(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CrmDb>().Set<Marker>().AnyAsync(m => m.Name == Started, ct);
    }

    private static async Task Mark(CrmDb db, string name, CancellationToken ct)
    {
        db.Add(new Marker(name, TimeProvider.System.GetUtcNow()));
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Sends commands, several at a time, each in a scope of its own as a request would be.</summary>
internal sealed class SampleLoad(IServiceProvider services, Action<string> tell, CancellationToken ct)
{
    private const int AtOnce = 4;

    public void Tell(string line) => tell(line);

    /// <param name="author">The user who does it; nobody when left out.</param>
    public async Task<TResult> Send<TResult>(IRequest<TResult> command, Id<User>? author = null)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<AuditOrigin>().Channel = "sample";
        if (author is { } id) scope.ServiceProvider.GetRequiredService<Caller>().ActAs(new(id, CallerAccess.Everything));
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, ct);
    }

    public async Task<TResult> Read<TResult>(Func<ICrmDb, Task<TResult>> read)
    {
        await using var scope = services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<ICrmDb>());
    }

    /// <summary>Does the step for each item that is not there yet, and tells now and then how far it is.</summary>
    public async Task Each<T>(string what, IReadOnlyCollection<T> items, Func<T, bool> isThere, Func<T, Task> step)
    {
        List<T> missing = [.. items.Where(i => !isThere(i))];
        var (done, total, every) = (items.Count - missing.Count, items.Count, Math.Max(items.Count / 8, 100));
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (item, _) =>
        {
            await step(item);
            var now = Interlocked.Increment(ref done);
            if (now % every == 0 && now < total) tell($"  {what}: {now} of {total}");
        });
        tell($"  {what}: {total}");
    }
}
