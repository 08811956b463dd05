using Crm.Application;
using Crm.Infrastructure;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Postgres;
using Crm.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

if (Options.Parse(args[0], args[1..]) is not { } options)
{
    Console.Error.WriteLine(Options.Help);
    return 2;
}
var filled = Path.Combine(options.Folder, "filled");
if (Directory.Exists(options.Folder) && !File.Exists(filled))
{
    Console.Error.WriteLine($"{options.Folder} has a database that was not filled to its end; remove the folder.");
    return 2;
}
using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
// The usual sizes of a small server of its own; durability is on, as it would be there.
var settings = new Dictionary<string, string> { ["shared_buffers"] = "2GB", ["effective_cache_size"] = "6GB", ["work_mem"] = "16MB", ["max_wal_size"] = "8GB" };
if (options.Explain is { } slow)
    foreach (var (name, value) in new[] { ("session_preload_libraries", "auto_explain"), ("auto_explain.log_min_duration", slow), ("auto_explain.log_analyze", "on"), ("auto_explain.log_buffers", "on") }) settings[name] = value;
await using var postgres = await EmbeddedPostgres.StartAsync(new() { Folder = options.Folder, Settings = settings }, NullLogger.Instance, stopping.Token);
var secret = new Secrets(RunningApi.Secret);
await using var services = new ServiceCollection().AddLogging().AddTime(TimeProvider.System, isMovable: false).AddApplication().AddInfrastructure(postgres.ApplicationConnectionString, secret).BuildServiceProvider();
await Migrator.Migrate(services, postgres.OwnerConnectionString, stopping.Token);
// Before the other users, for it is made for a database without any.
await FirstAdministrator.Ensure(services, RunningApi.Email, RunningApi.Password, _ => { }, stopping.Token);
var filling = new Filling(options, services, postgres.ConnectionString);
if (!File.Exists(filled))
{
    Console.WriteLine($"Filling {options.Folder}");
    await filling.Fill(DateTimeOffset.UtcNow);
    await File.WriteAllTextAsync(filled, "");
}
await filling.WorkOutPairs(stopping.Token);
if (options.Connections > 0) await new Loading(options, postgres).Run(stopping.Token);
else await new Measuring(options, postgres).Run(stopping.Token);
return 0;
