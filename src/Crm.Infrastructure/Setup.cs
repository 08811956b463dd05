using Crm.Application.Common;
using Crm.Application.Common.Find;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Duplicates;
using Crm.Application.Identity;
using Crm.Application.Operations;
using Crm.Application.Operations.Files;
using Crm.Application.Operations.Imports;
using Crm.Application.Operations.Jobs;
using Crm.Application.Service.Calendars;
using Crm.Application.Service.Statistics;
using Crm.Infrastructure.Calendars;
using Crm.Infrastructure.Exports;
using Crm.Infrastructure.Files;
using Crm.Infrastructure.Identity;
using Crm.Infrastructure.Imports;
using Crm.Infrastructure.Integration;
using Crm.Infrastructure.Jobs;
using Crm.Infrastructure.Observability;
using Crm.Infrastructure.Persistence;
using Crm.Infrastructure.Persistence.Audit;
using Crm.Infrastructure.Persistence.Batches;
using Crm.Infrastructure.Persistence.Duplicates;
using Crm.Infrastructure.Persistence.Idempotency;
using Crm.Infrastructure.Persistence.Search;
using Crm.Infrastructure.Persistence.Service;
using Crm.Infrastructure.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Crm.Infrastructure;

public static class Setup
{
    // One of each for all: contexts with others would each get services of their own.
    private static readonly BatchInterceptor Answering = new();
    private static readonly UnlimitedSight Seeing = new();
    private static readonly CommitWatch Committing = new();
    private static readonly UnsentCommands Failing = new();

    public static IServiceCollection AddInfrastructure(this IServiceCollection services, string connectionString, Secrets secrets)
    {
        services.AddSingleton(_ => new DatabaseHosts(Prepared(connectionString), "crm")).AddSingleton(sp => sp.GetRequiredService<DatabaseHosts>().Primary).AddScoped<StaleReads>().AddScoped<Outages>();
        services.AddDbContextPool<CrmDb>((sp, o) => o.UseNpgsql(sp.GetRequiredService<NpgsqlDataSource>(), pg => pg.UseQuerySplittingBehavior(QuerySplittingBehavior.SingleQuery)).AddInterceptors(Answering, Seeing, Committing, Failing)
            .ReplaceService<IModificationCommandBatchFactory, CopyBatchFactory>().ReplaceService<ICompiledQueryCacheKeyGenerator, ScopedQueryKeys>()
#pragma warning disable EF9100 // not settled yet, and the only place to do it; see LambdasMadeOnce
            .ReplaceService<ILiftableConstantProcessor, LambdasMadeOnce>());
#pragma warning restore EF9100
        services.AddScoped(CrmDb.For).AddScoped<ICrmDb>(sp => sp.GetRequiredService<CrmDb>()).AddScoped<Precondition>().AddScoped<IdempotencyKeys>().AddScoped<IKeptAnswers>(sp => sp.GetRequiredService<IdempotencyKeys>()).AddSingleton<DataModel>().AddSingleton<Remembered>().AddSingleton<KnownRecords>();
        services.TryAddSingleton(new KnownRecordsSettings());
        services.AddSingleton<INumbers>(_ => new Numbers(connectionString));
        services.TryAddSingleton(new SignInSettings());
        services.AddScoped<Client>().AddScoped<IClient>(sp => sp.GetRequiredService<Client>());
        services.AddScoped<SessionCheck>().AddScoped<SessionSweep>().AddScoped<SignInGuard>().AddScoped<ISignInGuard>(sp => sp.GetRequiredService<SignInGuard>());
        services.AddSingleton<AccessReader>().AddScoped<Caller>().AddScoped<ICurrentUser>(sp => sp.GetRequiredService<Caller>());
        services.AddSingleton(secrets).AddSingleton<Tokens>().AddSingleton<KnownTokens>().AddSingleton<ITokens>(sp => sp.GetRequiredService<Tokens>());
        services.AddScoped<IFinder, Finder>();
        services.AddScoped<ITicketFigures, TicketFigures>();
        services.AddScoped<CustomerMatches>().AddScoped<ICustomerMatches>(sp => sp.GetRequiredService<CustomerMatches>());
        services.AddSingleton<ITimeZones, TimeZones>().AddSingleton<IHolidayFiles, HolidayFiles>();
        services.TryAddSingleton(new JobSettings());
        services.AddSingleton<JobSignal>().AddSingleton<IJobSignal>(sp => sp.GetRequiredService<JobSignal>()).AddSingleton<JobQueue>().AddSingleton<JobRunner>().AddScoped<IJobWork, ExportWork>();
        services.AddScoped<IJobWork, ImportCheckWork>().AddScoped<IJobWork, ImportRunWork>().AddScoped<IJobWork, ImportUndoWork>().AddScoped<ImportLedger>().AddScoped<IImportFiles, ImportFiles>();
        services.AddScoped<JobSweep>().AddScoped<StoredFiles>().AddScoped<IStoredFiles>(sp => sp.GetRequiredService<StoredFiles>());
        services.TryAddSingleton(new SlowStatementSettings());
        services.AddSingleton(new ConnectionPool(new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize));
        services.AddHostedService<SlowStatements>();
        services.AddAudit();
        services.AddIntegration();
        services.AddSingleton<IPasswords, Passwords>().AddSingleton<ICursorSigner, CursorSigner>();
        return services;
    }

    /// <summary>The time that everything goes by: the real one, or what the test clock makes of it.</summary>
    public static IServiceCollection AddTime(this IServiceCollection services, TimeProvider real, bool isMovable)
    {
        if (isMovable) services.AddSingleton<TimeProvider>(sp => new TestTime(real, sp.GetRequiredService<NpgsqlDataSource>()));
        else services.AddSingleton(real);
        services.AddSingleton(sp => sp.GetRequiredService<TimeProvider>() is var time && time is TestTime test ? new RealTime(test.Real) : new RealTime(time));
        return services.AddSingleton<ITestTime>(sp => sp.GetRequiredService<TimeProvider>() as TestTime ?? (ITestTime)new NoTestTime());
    }

    /// <summary>The work that is done without a caller.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services) => services.AddHostedService<ClosingJob>().AddHostedService<ClockJob>().AddHostedService<SweepingJob>().AddHostedService<SealingJob>().AddHostedService<SessionJob>().AddHostedService<DuplicateJob>().AddHostedService<AssignmentJob>()
        .AddHostedService<EventJob>().AddHostedService<WebhookJob>().AddHostedService<ForgettingJob>().AddHostedService<JobService>().AddHostedService<JobSweepingJob>();

    /// <summary>Looks at what waits to be done, for the measurements.</summary>
    public static IServiceCollection AddBacklog(this IServiceCollection services) => services.AddHostedService<BacklogJob>();

    /// <summary>Statements that come again are planned once for each connection; for our joins, planning costs more than running. A connection string that
    /// says something about it itself (a pooler in transaction mode needs Max Auto Prepare=0) is left alone. A connection that is given back is not reset: nothing is ever left in
    /// its session, and the reset would cost as much as a read. Who gets no connection within five seconds, or no answer within fifteen, is told so, because the request behind it waits, too. Encryption by Kerberos is not tried unless it is asked for: a server that does not answer would be waited for twice.</summary>
    private static string Prepared(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        if (!connection.ShouldSerialize("Max Auto Prepare")) (connection.MaxAutoPrepare, connection.AutoPrepareMinUsages) = (200, 2);
        if (!connection.ShouldSerialize("Timeout")) connection.Timeout = 5;
        if (!connection.ShouldSerialize("Command Timeout")) connection.CommandTimeout = 15;
        if (!connection.ShouldSerialize("GSS Encryption Mode")) connection.GssEncryptionMode = GssEncryptionMode.Disable;
        return connection.ConnectionString;
    }
}
