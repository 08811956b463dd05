using Crm.Application.Identity;
using Crm.Application.Operations.Jobs;
using Crm.Infrastructure.Identity;
using static Crm.Api.Common.Setting;

namespace Crm.Api.Common;

/// <summary>Every setting of ours and what it takes, looked at before anything is started: a mistake in a setting that only showed when it is used would show at night. The table is that of docs/operations.md.</summary>
internal static class SettingsCheck
{
    private const int Days = 3650, PerMinute = 10_000_000;

    public static IReadOnlyList<Setting> All { get; } =
    [
        Database("ConnectionStrings:Crm"),
        Database("ConnectionStrings:CrmMigrations"),
        Secret("Crm:Secret", Secrets.MinLength),
        ReadableFolder("Crm:SecretsFolder"),
        Folder("Crm:StateFolder"),
        Secret("Audit:FormerSecrets:", Secrets.MinLength),
        Folder("Postgres:BinFolder"),
        YesOrNo("Database:MigrateOnStart"),
        YesOrNo("Database:StaleReads"),
        Whole("Database:KnownRecordsMegabytes", 0, 1_000_000),
        Email("Admin:Email"),
        Secret("Admin:Password", 12, 256),
        SecretText("AutoMapper:LicenseKey"),
        YesOrNo("Samples:Load"),
        Folder("Samples:Folder"),
        YesOrNo("TestClock:Enabled"),

        Whole("SignIn:AccessTokenMinutes", 1, 1440),
        Whole("SignIn:SessionDays", 1, Days),
        Whole("SignIn:IdleDays", 1, Days),
        Whole("SignIn:RefreshGraceSeconds", 0, 300),
        Whole("SignIn:FreeFailures", 1, 1_000_000),
        Whole("SignIn:FreeFailuresFromEverywhere", 1, 1_000_000),
        Whole("SignIn:LongestDelaySeconds", 1, 86_400),
        Whole("SignIn:PasswordIterations", SignInSettings.FewestIterations, 100_000_000),
        Url("OpenId:Authority", "an address that begins with `https://`", u => u.Scheme == Uri.UriSchemeHttps || u is { IsLoopback: true, Scheme: "http" }),
        Text("OpenId:Audience"),
        Text("OpenId:UserClaim"),

        Whole("Limits:RequestsPerMinute", 1, PerMinute),
        Whole("Limits:SignInsPerMinute", 1, PerMinute),
        Whole("Limits:SurveyAnswersPerMinute", 1, PerMinute),
        Networks("Limits:TrustedProxies"),
        Whole("Limits:ConcurrentRequests", 1, 100_000),
        Whole("Limits:WaitingRequests", 0, 1_000_000),
        Whole("Limits:WaitSeconds", 1, 300),
        Whole("Limits:Connections", 1, 1_000_000),
        Whole("Limits:BodyBytes", 1000, 1024 * 1024 * 1024),
        Whole("Limits:HeaderSeconds", 1, 300),
        Whole("Limits:BytesPerSecond", 1, 1_000_000),

        Whole("Returns:WindowDays", 0, Days),
        Whole("Tickets:CloseResolvedAfterDays", 0, Days),
        Whole("Tickets:SlaWarningPercent", 0, 99),
        Whole("Tickets:SurveyDays", 1, 365),

        Whole("Events:KeepDays", 1, Days),
        Whole("Events:StreamsPerCaller", 1, 1000),
        Host("Webhooks:AllowedHosts:"),
        Network("Webhooks:AllowedNetworks:"),
        YesOrNo("Webhooks:AllowHttp"),
        Whole("Webhooks:RetryDelays:", 1, 7 * 86_400),
        Whole("Webhooks:TimeoutSeconds", 1, 60),
        Whole("Webhooks:Concurrency", 1, 5000),
        Whole("Webhooks:KeepDays", 1, Days),

        Whole("Imports:FileBytes", 1024, 1L << 40),
        Whole("Jobs:Concurrency", 0, 100),
        Whole("Jobs:PerUser", 1, 10_000),
        Whole("Jobs:LeaseSeconds", JobSettings.ShortestLease, 3600),   // a lease is renewed every second, and a busy machine is late
        Whole("Jobs:PollSeconds", 1, 3600),
        Whole("Jobs:KeptDays", 1, Days),
        Whole("Jobs:FileHours", 1, 24 * Days),

        Whole("Shutdown:DrainSeconds", 0, 300),
        Url("Telemetry:OtlpEndpoint", "an address such as `http://collector:4317`", u => u.Scheme == Uri.UriSchemeHttp || u.Scheme == Uri.UriSchemeHttps),
        Share("Telemetry:TraceRatio"),
        Url("Telemetry:MetricsUrl", "an address such as `http://127.0.0.1:9464`, without a path", u => u.Scheme == Uri.UriSchemeHttp && u.PathAndQuery == "/"),
        Whole("Telemetry:SlowStatementMilliseconds", 0, 3_600_000),
    ];

    /// <summary>What is wrong with the settings, one sentence each.</summary>
    /// <param name="environment">Tests hash passwords with fewer rounds.</param>
    public static IReadOnlyList<string> Complaints(IConfiguration configuration, IHostEnvironment environment)
    {
        List<string> complaints = [];
        // A section's own value (JOBS=4 in somebody's environment) is no setting of ours, and not our business.
        foreach (var section in All.Select(s => s.Section).Distinct())
            foreach (var (key, value) in configuration.GetSection(section).AsEnumerable().Where(s => s.Key.Contains(':', StringComparison.Ordinal)).OrderBy(s => s.Key, StringComparer.Ordinal))
                if (value is not null && !IsEmptyList(key, value) && Complaint(section, key, value, environment) is { } complaint) complaints.Add(complaint);
        if (configuration["OpenId:Authority"] is { Length: > 0 } && string.IsNullOrEmpty(configuration["OpenId:Audience"]))
            complaints.Add("OpenId__Authority needs OpenId__Audience: a token that the provider has made for another program must not open this one.");
        if (environment.IsProduction() && IsTrue(configuration["TestClock:Enabled"])) complaints.Add("TestClock__Enabled is not for Production: the time of orders and tickets would be nobody's.");
        if (environment.IsProduction() && IsTrue(configuration["Samples:Load"])) complaints.Add("Samples__Load is not for Production: the sample data has users with a published password.");
        return complaints;
    }

    private static string? Complaint(string section, string key, string value, IHostEnvironment environment) =>
        All.FirstOrDefault(s => s.Is(key)) is not { } setting ? Unknown(section, key)
        : setting.Takes(value) || environment.IsEnvironment("Testing") && setting.Name == "SignIn:PasswordIterations" ? null
        : setting.Refuse(key, value);

    private static bool IsEmptyList(string key, string value) => value.Length == 0 && All.Any(s => s.IsList && s.Name.TrimEnd(':').Equals(key, StringComparison.OrdinalIgnoreCase));

    private static bool IsTrue(string? value) => bool.TryParse(value, out var said) && said;

    // Its value may be a secret under a misspelled name.
    private static string Unknown(string section, string key) =>
        $"There is no setting {Spelled(key)}; below {section} there are {string.Join(", ", All.Where(s => s.Section == section).Select(s => Spelled(s.IsList ? $"{s.Name}0" : s.Name)[(section.Length + 2)..]))}.";
}
