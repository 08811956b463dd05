using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Postgres;
using Crm.Infrastructure.Samples;

namespace Crm.Api.Common;

/// <summary>Where the data is: the server that ConnectionStrings:Crm names or, outside Production, the app's own embedded PostgreSQL.</summary>
internal sealed class DatabaseSource : IAsyncDisposable
{
    private EmbeddedPostgres? _embedded;
    private bool _hasSamples;

    public required string ConnectionString { get; init; }

    /// <summary>The connection of the role that owns the tables and migrates; null when it is the application's own.</summary>
    public string? OwnerConnectionString { get; init; }
    public required Secrets Secrets { get; init; }

    public bool IsEmbedded => _embedded is not null;

    /// <summary>Null when it cannot be opened; the reason is on the console.</summary>
    /// <param name="mayRun">Whether a server that another process has started in the folder will do.</param>
    public static async Task<DatabaseSource?> Open(WebApplicationBuilder builder, bool needed, bool mayRun = false)
    {
        var configuration = builder.Configuration;
        var folder = StateFolder.Resolve(configuration["Crm:StateFolder"], builder.Environment.ContentRootPath, AppContext.BaseDirectory);
        if (!needed) return new() { ConnectionString = "Host=none", Secrets = new(new string('-', Secrets.MinLength)) };
        try
        {
            var production = builder.Environment.IsProduction();
            var secrets = configuration["Crm:Secret"] is { Length: > 0 } secret ? new Secrets(secret)
                : production ? throw new InvalidOperationException($"In Production, set Crm__Secret (at least {Secrets.MinLength} characters, the same for all instances); make one with: openssl rand -base64 48")
                : Secrets.FromFile(Path.Combine(folder, "secret"));
            if (configuration.GetConnectionString("Crm") is { Length: > 0 } server)
                return new() { ConnectionString = server, OwnerConnectionString = configuration.GetConnectionString("CrmMigrations") is { Length: > 0 } owner ? owner : null, Secrets = secrets };
            if (production) throw new InvalidOperationException("In Production, set ConnectionStrings__Crm to a PostgreSQL database; the embedded one is for development.");

            using var logging = LoggerFactory.Create(l => l.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole(o => o.SingleLine = true));
            var options = new EmbeddedPostgresOptions { Folder = Path.Combine(folder, "postgres"), BinFolder = configuration["Postgres:BinFolder"] is { Length: > 0 } bin ? bin : null };
            var log = logging.CreateLogger("Crm.Postgres");
            if (mayRun && await EmbeddedPostgres.RunningApplicationConnectionString(options.Folder, log, CancellationToken.None) is { } running) return new() { ConnectionString = running, Secrets = secrets };
            var embedded = await EmbeddedPostgres.StartAsync(options, log, CancellationToken.None);
            return new() { ConnectionString = embedded.ApplicationConnectionString, OwnerConnectionString = embedded.OwnerConnectionString, Secrets = secrets, _embedded = embedded };
        }
        catch (Exception e) when (e is InvalidOperationException or EmbeddedPostgresException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return null;
        }
    }

    /// <summary>Brings the schema up to date and, on the first start, makes the database usable.</summary>
    public async Task Prepare(WebApplication app)
    {
        var (configuration, stopping) = (app.Configuration, app.Lifetime.ApplicationStopping);
        if (configuration.GetValue("Database:MigrateOnStart", defaultValue: IsEmbedded || app.Environment.IsDevelopment()))
            await Migrator.Migrate(app.Services, OwnerConnectionString, stopping);
        if (app.Environment.IsEnvironment("Testing")) return;   // tests bring their own users
        await Migrator.WarnOfPower(app.Services, stopping);
        if (app.Environment.IsProduction() && await SampleData.IsIn(app.Services, stopping))
            throw new InvalidOperationException("This database has the sample data, whose users have a published password: Production does not start on it.");
        if (configuration.GetValue("Samples:Load", defaultValue: IsEmbedded))
            _hasSamples = await SampleData.Ensure(app.Services, configuration["Samples:Folder"] is { Length: > 0 } samples ? samples : Path.Combine(AppContext.BaseDirectory, "samples"), Console.WriteLine, stopping);
        await FirstAdministrator.Ensure(app.Services, configuration["Admin:Email"] is { Length: > 0 } email ? email : "admin@localhost.localdomain", configuration["Admin:Password"] is { Length: > 0 } password ? password : null, Console.WriteLine, stopping);
    }

    /// <summary>Tells whoever started the app where to go next.</summary>
    public void Welcome(WebApplication app)
    {
        if (app.Environment.IsEnvironment("Testing")) return;
        var address = app.Urls.First();
        Console.WriteLine();
        Console.WriteLine($"  The page       {address}/docs");
        Console.WriteLine($"  The document   {address}/openapi/v1.json");
        if (_hasSamples)
            foreach (var (role, email) in SampleData.SignIns) Console.WriteLine($"  {role,-18} {email}   password {SampleData.Password}");
        Console.WriteLine();
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null) await _embedded.DisposeAsync();
    }
}
